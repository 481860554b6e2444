package dev.opjournal.recovery;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that recovery knows: which operations are its cases, whose turn it is, and what has become of them. It calls
 * neither the journal nor a handler, so that its lock is held for moments only. It hands each case whose turn it is to
 * the caller exactly once a turn, and the caller sees that a worker takes it up.
 */
final class Docket {
    private final Handlers handlers;
    private final RecoveryOptions options;
    private final FirstPass firstPass = new FirstPass();

    /** The operations that recovery minds, by id, those given up included. */
    private final Map<String, Case> cases = new HashMap<>();

    /** Holds each case that is neither given up nor closed. None is empty once a change is whole. */
    private final Map<LineKey, Line> lines = new HashMap<>();

    /** Ids of operations without a handler. */
    private final Set<String> withoutHandler = new HashSet<>();

    private long recovered;
    private long failed;

    Docket(Handlers handlers, RecoveryOptions options) {
        this.handlers = handlers;
        this.options = options;
    }

    /**
     * What a look at the journal brought up.
     *
     * @param due cases whose turn it is
     * @param withoutHandler newest entries of operations that are new here and have no handler
     */
    record Findings(List<Case> due, List<JournalEntry> withoutHandler) {}

    /** A pause of a case, at whose end the caller calls {@link #end}. */
    record Pause(Case paused, int number, Duration length) {}

    /**
     * What follows from an answer.
     *
     * @param pause after which the same case is to be asked about again; null if it has left its line
     * @param due the next case of the line, whose turn it is now; null if there is none
     */
    record Sequel(@Nullable Pause pause, @Nullable Case due) {}

    /** The line of a target; an operation that stands in none has one of its own, named by its id. */
    private record LineKey(String target, String opId) {
        static LineKey of(Case member) {
            return member.standsAlone() ? new LineKey("", member.opId()) : new LineKey(member.target(), "");
        }
    }

    FirstPass firstPass() {
        return firstPass;
    }

    /**
     * Brings the cases in line with the journal. Looks come one after the other, each with lists that were read after
     * the one before it had ended.
     *
     * @param interrupted what recovery must settle; read before {@code inFlight}
     * @param inFlight all that is in flight, the one begun first at the front
     * @param anew whether all that is not settled is to be asked about now, as if for the first time
     */
    synchronized Findings look(List<JournalEntry> interrupted, List<JournalEntry> inFlight, boolean anew) {
        boolean first = firstPass.state() == RecoveryReport.State.PENDING;
        if (first) {
            firstPass.begin();
        }
        Map<String, Integer> beginOrder = new HashMap<>();
        for (JournalEntry entry : inFlight) {
            beginOrder.put(entry.opId(), beginOrder.size());
        }
        Set<LineKey> changed = new LinkedHashSet<>();
        closeEnded(beginOrder.keySet(), changed);
        List<Case> due = anew ? beginAnew(changed) : new ArrayList<>();
        List<JournalEntry> orphans = new ArrayList<>();
        for (JournalEntry entry : interrupted) {
            Case known = cases.get(entry.opId());
            if (known != null) {
                reopenIfReleased(known, entry, changed);
            } else if (beginOrder.containsKey(entry.opId())) {
                admit(entry, first, changed, orphans);
            }
        }
        for (LineKey key : changed) {
            Optional.ofNullable(lines.get(key)).ifPresent(line -> line.arrange(beginOrder));
            callHead(key).ifPresent(due::add);
        }
        firstPass.completeIfDone();
        return new Findings(due, orphans);
    }

    /** What somebody else ended. A case in the hands of a worker is left to what the worker finds. */
    private void closeEnded(Set<String> inFlight, Set<LineKey> changed) {
        withoutHandler.retainAll(inFlight);
        for (Case open : List.copyOf(cases.values())) {
            if (!inFlight.contains(open.opId()) && open.phase != Case.Phase.ASKING) {
                close(open);
                changed.add(LineKey.of(open));
            }
        }
    }

    /** Answers those whose pause is over by this. */
    private List<Case> beginAnew(Set<LineKey> changed) {
        List<Case> due = new ArrayList<>();
        for (Case open : cases.values()) {
            open.attempts = 0;
            if (open.phase == Case.Phase.GIVEN_UP) {
                open.phase = Case.Phase.WAITING;
                join(open, changed);
            } else if (open.phase == Case.Phase.PAUSED) {
                open.phase = Case.Phase.TURN;
                due.add(open);
            }
        }
        return due;
    }

    /** A release of an operation that was given up says that somebody took it over since, and wants it asked about. */
    private void reopenIfReleased(Case known, JournalEntry newest, Set<LineKey> changed) {
        if (known.phase == Case.Phase.GIVEN_UP && newest.isRelease() && known.isNews(newest)) {
            known.phase = Case.Phase.WAITING;
            known.attempts = 0;
            join(known, changed);
        }
    }

    private void admit(JournalEntry entry, boolean first, Set<LineKey> changed, List<JournalEntry> orphans) {
        Optional<RecoveryHandler> handler = handlers.forKind(entry.kind());
        if (handler.isPresent()) {
            Case admitted = new Case(entry, handler.get());
            admitted.dueInFirstPass = first;
            cases.put(admitted.opId(), admitted);
            join(admitted, changed);
        } else if (withoutHandler.add(entry.opId())) {
            orphans.add(entry);
        }
    }

    /** Whether the case may be asked about now. If so, the caller asks and then calls {@link #conclude}. */
    synchronized boolean take(Case due) {
        if (due.phase != Case.Phase.TURN) {
            return false;
        }
        due.phase = Case.Phase.ASKING;
        return true;
    }

    /**
     * Takes in what a question came to.
     *
     * @param newest the newest entry of the operation that the answer knows; null if it knows none: releases that the handler itself wrote are no reason
     *     to go on
     */
    synchronized Sequel conclude(Case asked, Answer answer, @Nullable JournalEntry newest) {
        firstPass.attended(asked);
        if (newest != null) {
            asked.newest = newest;
        }
        Pause pause = null;
        if (answer instanceof Answer.Ended ended) {
            count(ended.state());
            close(asked);
        } else if (answer instanceof Answer.Gone) {
            close(asked);
        } else {
            pause = pauseAfter(answer, asked)
                    .map(length -> pause(asked, length))
                    .orElse(null);
            if (pause == null) {
                giveUp(asked);
            }
        }
        Case next = callHead(LineKey.of(asked)).orElse(null);
        firstPass.completeIfDone();
        return new Sequel(pause, next);
    }

    private void count(OpState outcome) {
        if (outcome == OpState.SUCCEEDED) {
            recovered++;
        } else {
            failed++;
        }
    }

    /** Empty if the handler was asked often enough. */
    private Optional<Duration> pauseAfter(Answer answer, Case asked) {
        if (answer instanceof Answer.Unable) {
            asked.attempts++;
            return asked.attempts < options.maxAttempts()
                    ? Optional.of(options.backoffAfter(asked.attempts))
                    : Optional.empty();
        }
        if (answer instanceof Answer.StillRunning) {
            asked.attempts = 0;
        }
        return Optional.of(options.recheckInterval());
    }

    private static Pause pause(Case asked, Duration length) {
        asked.phase = Case.Phase.PAUSED;
        return new Pause(asked, ++asked.pauses, length);
    }

    /** Gives the case its turn again; false if the pause was ended before. */
    synchronized boolean end(Pause over) {
        Case paused = over.paused();
        if (paused.phase != Case.Phase.PAUSED || paused.pauses != over.number()) {
            return false;
        }
        paused.phase = Case.Phase.TURN;
        return true;
    }

    private void giveUp(Case asked) {
        asked.phase = Case.Phase.GIVEN_UP;
        leave(asked);
    }

    private void close(Case ended) {
        ended.phase = Case.Phase.CLOSED;
        cases.remove(ended.opId());
        firstPass.attended(ended);
        leave(ended);
    }

    private void join(Case joining, Set<LineKey> changed) {
        LineKey key = LineKey.of(joining);
        lines.computeIfAbsent(key, created -> new Line()).join(joining);
        changed.add(key);
    }

    private void leave(Case leaving) {
        LineKey key = LineKey.of(leaving);
        Line line = lines.get(key);
        if (line != null) {
            line.leave(leaving);
            if (line.isEmpty()) {
                lines.remove(key);
            }
        }
    }

    private Optional<Case> callHead(LineKey key) {
        Optional<Case> head = Optional.ofNullable(lines.get(key)).flatMap(Line::callHead);
        head.ifPresent(firstPass::called);
        return head;
    }

    synchronized boolean hasGivenUp(String opId) {
        Case known = cases.get(opId);
        return known != null && known.phase == Case.Phase.GIVEN_UP;
    }

    synchronized boolean lacksHandler(String opId) {
        return withoutHandler.contains(opId);
    }

    synchronized RecoveryReport report() {
        long givenUp = cases.values().stream()
                .filter(each -> each.phase == Case.Phase.GIVEN_UP)
                .count();
        return new RecoveryReport(
                firstPass.state(), recovered, failed, cases.size() - givenUp, givenUp, withoutHandler.size());
    }
}
