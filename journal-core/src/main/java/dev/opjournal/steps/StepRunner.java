package dev.opjournal.steps;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs multi-step operations and, after a crash, brings each to its end: it goes on with it or undoes it, as its definition
 * says. Its {@link #handlers} are to be given to recovery; without them nothing is ever taken up again.
 *
 * <p>An operation is journaled as one, and each of its steps, and each compensation, as another whose parent it is. Thread-safe;
 * an operation runs in the thread that begins it, or in one of recovery's.
 */
public final class StepRunner {
    /** Why an operation is released, when there is no room for more. */
    private static final String UNRECORDED = "its reason could not be recorded";

    private final Journal journal;
    private final StepJson json;
    private final Map<String, Steps> definitions = new HashMap<>();

    /** By the ids of their operations. Guarded by the lock. */
    private final Map<String, Run> running = new HashMap<>();

    /** Ids of operations that this runner began and left to recovery: no crash cut them off. */
    private final Set<String> released = ConcurrentHashMap.newKeySet();

    /**
     * Held while a run comes or goes, and while an operation is cancelled, its write included: no run is beside a cancel that it
     * does not hear of.
     */
    private final ReentrantLock registering = new ReentrantLock();

    /**
     * A runner of the given definitions.
     *
     * @throws IllegalArgumentException if two have one name
     */
    public StepRunner(Journal journal, Collection<Steps> definitions) {
        this(journal, definitions, JsonMapper.shared());
    }

    /**
     * The same, with results of steps written and read by a mapper of the caller's.
     *
     * @throws IllegalArgumentException if two definitions have one name
     */
    public StepRunner(Journal journal, Collection<Steps> definitions, JsonMapper mapper) {
        this.journal = journal;
        this.json = new StepJson(mapper);
        for (Steps definition : definitions) {
            if (this.definitions.put(definition.kind(), definition) != null) {
                throw new IllegalArgumentException("Two definitions of steps are named " + definition.kind()
                        + ". Rename one: after a crash an operation's is found by its name.");
            }
        }
    }

    /**
     * Runs the operation whose definition has the spec's kind as its name, until it has ended.
     *
     * @return the entry with which it succeeded, now or, for a key that has taken effect, before
     * @throws RolledBackException if it failed, and what it had done was undone
     * @throws NotSettledException if it can neither end nor be undone now; recovery goes on with it
     * @throws IllegalArgumentException if there is no such definition; nothing was written
     * @throws dev.opjournal.JournalException as {@link Journal#begin} does
     */
    public JournalEntry run(OperationSpec spec) {
        Steps definition = definitionOf(spec.kind());
        spec.opId().ifPresent(StepRunner::ensureShort);
        Operation operation;
        try {
            operation = journal.begin(spec);
        } catch (AlreadyAppliedException applied) {
            return applied.entry();
        }
        return run(definition, operation);
    }

    /**
     * The same for an operation that was begun with {@link Journal#begin}, for callers that answer before it has ended: they
     * begin it, and have it run by a thread of theirs.
     *
     * @param operation that no step was begun of; whoever cannot run it releases it, and recovery does
     * @throws IllegalArgumentException if there is no definition of its kind; the operation has failed then
     * @throws IllegalStateException if it is being run already, has ended or was released; nothing was written
     */
    public JournalEntry run(Operation operation) {
        Steps definition;
        try {
            definition = definitionOf(operation.kind());
            ensureShort(operation.opId());
        } catch (IllegalArgumentException | InvalidEntryException e) {
            operation.failed(String.valueOf(e.getMessage()));
            throw e;
        }
        return run(definition, operation);
    }

    private Steps definitionOf(String kind) {
        Steps definition = definitions.get(kind);
        if (definition == null) {
            throw new IllegalArgumentException("No steps are defined for " + kind + "; there are "
                    + definitions.keySet() + ". Register a definition of that name.");
        }
        return definition;
    }

    private static void ensureShort(String opId) {
        if (opId.length() > StepIds.MOST_CHARS) {
            throw new InvalidEntryException(
                    "opId",
                    "has more than " + StepIds.MOST_CHARS + " characters, behind which its steps have no room",
                    "Give the operation a shorter id.");
        }
    }

    private JournalEntry run(Steps definition, Operation operation) {
        JournalEntry whole = operation.entry();
        Run run = new Run(journal, json, definition, whole);
        if (!register(run)) {
            throw new IllegalStateException("Operation " + whole.opId() + " is being run already.");
        }
        try {
            ensureNotGivenUp(whole.opId());
            return end(run, whole, run.proceed(false));
        } catch (RolledBackException | SpentException ended) {
            throw ended;
        } catch (Unsettled unsettled) {
            release(run, unsettled.reason(), unsettled);
            throw new NotSettledException(whole.opId(), unsettled.reason(), unsettled.getCause());
        } catch (JournalFullException full) {
            release(run, full.problem(), full);
            throw new NotSettledException(whole.opId(), full.problem(), full);
        } catch (RuntimeException | Error e) {
            release(run, Reasons.of(e), e);
            throw e;
        } finally {
            leave(run);
        }
    }

    private boolean register(Run run) {
        registering.lock();
        try {
            return running.putIfAbsent(run.opId(), run) == null;
        } finally {
            registering.unlock();
        }
    }

    private void leave(Run run) {
        registering.lock();
        try {
            running.remove(run.opId(), run);
        } finally {
            registering.unlock();
        }
    }

    /** Recovery has what was released, and nobody may run it beside. */
    private void ensureNotGivenUp(String opId) {
        if (journal.latest(opId)
                .filter(newest -> newest.isInFlight() && !newest.isRelease())
                .isEmpty()) {
            throw new SpentException("Operation " + opId + " has ended, or was released to recovery. Begin another.");
        }
    }

    private boolean isInFlight(String opId) {
        return journal.latest(opId).filter(JournalEntry::isInFlight).isPresent();
    }

    private static final class SpentException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        SpentException(String message) {
            super(message);
        }
    }

    /** Writes the operation's end with that of its last step. */
    private JournalEntry end(Run run, JournalEntry whole, Run.End end) {
        List<JournalEntry> entries = new ArrayList<>(run.ends());
        if (end instanceof Run.End.Succeeded succeeded) {
            JournalEntry.Builder ended = JournalEntry.of(whole.opId(), whole.kind(), OpState.SUCCEEDED);
            succeeded.result().into(ended);
            entries.add(ended.build());
            List<JournalEntry> written = journal.append(entries);
            return written.get(written.size() - 1);
        }
        Run.End.RolledBack rolledBack = (Run.End.RolledBack) end;
        entries.add(JournalEntry.of(whole.opId(), whole.kind(), OpState.FAILED)
                .error(rolledBack.reason())
                .build());
        journal.append(entries);
        throw new RolledBackException(whole.opId(), rolledBack.reason(), rolledBack.cause());
    }

    /** Gives the operation up, and what of it is in flight: recovery has it from here. */
    private void release(Run run, String reason, Throwable because) {
        // Before recovery can take it: its run is another.
        leave(run);
        String opId = run.opId();
        released.add(opId);
        // A full disk has room for a short reason, and a step that cannot be read back is no reason to keep the whole.
        boolean unused = isReleased(because, () -> releases(opId, reason))
                || isReleased(because, () -> releases(opId, UNRECORDED))
                || isReleased(because, () -> releaseOf(journal.latest(opId), UNRECORDED));
    }

    @SuppressWarnings("ReferenceEquality") // one and the same error, when memory has run out, does not suppress itself
    private boolean isReleased(Throwable because, Supplier<List<JournalEntry>> releases) {
        try {
            journal.append(releases.get());
            return true;
        } catch (RuntimeException | Error notReleased) {
            if (notReleased != because) {
                because.addSuppressed(notReleased);
            }
            return false;
        }
    }

    private List<JournalEntry> releases(String opId, String reason) {
        released.removeIf(known -> !isInFlight(known));
        List<JournalEntry> releases = releasesOfSteps(opId, reason);
        releases.addAll(releaseOf(journal.latest(opId), reason));
        return releases;
    }

    /** Recovery keeps the operation. A step that it has begun would be owned for ever, and nobody could settle it. */
    private void releaseSteps(String opId, String reason, Throwable because) {
        boolean unused = isReleased(because, () -> releasesOfSteps(opId, reason))
                || isReleased(because, () -> releasesOfSteps(opId, UNRECORDED));
    }

    private List<JournalEntry> releasesOfSteps(String opId, String reason) {
        List<JournalEntry> releases = new ArrayList<>();
        for (Progress.Begun step : Progress.of(journal, opId).steps()) {
            releases.addAll(releaseOf(Optional.of(step.entry()), reason));
            releases.addAll(releaseOf(step.undo(), reason));
        }
        return releases;
    }

    /** Nothing for one that has ended, or is released. */
    private static List<JournalEntry> releaseOf(Optional<JournalEntry> newest, String reason) {
        return newest.filter(entry -> entry.isInFlight() && !entry.isRelease()).stream()
                .map(entry -> JournalEntry.of(entry.opId(), entry.kind(), entry.state())
                        .error(reason)
                        .build())
                .toList();
    }

    /**
     * Has an operation undone that has not ended. Durable when this returns; the step that runs is not interrupted, and what is to
     * be undone is undone after it. One that waits for recovery is undone when recovery next asks about it, and one that was begun
     * and does not run yet has failed when it is run.
     *
     * @param reason for people; cut to 200 characters
     * @return whether it is being undone; false if it is unknown, is of no definition of this runner, has ended, or ends well now
     *     since its last step has
     */
    public boolean cancel(String opId, String reason) {
        registering.lock();
        try {
            Run run = running.get(opId);
            return run != null ? run.cancel(reason) : cancelBeforeItRuns(opId, reason);
        } finally {
            registering.unlock();
        }
    }

    private boolean cancelBeforeItRuns(String opId, String reason) {
        JournalEntry whole =
                journal.latest(opId).filter(JournalEntry::isInFlight).orElse(null);
        Steps definition = whole == null ? null : definitions.get(whole.kind());
        if (whole == null || definition == null || !new Run(journal, json, definition, whole).cancel(reason)) {
            return false;
        }
        // Has recovery ask at once, also if it has given up. Whoever else has it in hand sees the mark before a step
        // begins.
        journal.takeOver(opId, operation -> operation.release("cancelled: " + Reasons.bounded(reason)));
        return true;
    }

    /**
     * The recovery handlers: of each definition the one that brings its operations to their end, and one for each step, which
     * ends what is left of a step whose operation a person has settled.
     */
    public List<RecoveryHandler> handlers() {
        List<RecoveryHandler> handlers = new ArrayList<>();
        for (Steps definition : definitions.values()) {
            handlers.add(RecoveryHandler.forKind(definition.kind(), operation -> recover(definition, operation)));
            for (Step step : definition.steps()) {
                handlers.add(RecoveryHandler.forKind(definition.kindOf(step.name()), this::likeItsParent));
                if (step.compensation() != null) {
                    handlers.add(RecoveryHandler.forKind(definition.kindOfUndo(step.name()), this::likeItsParent));
                }
            }
            // A mark that a crash has left half written is one.
            handlers.add(RecoveryHandler.forKind(definition.kindOfCancel(), mark -> RecoveryDecision.succeeded()));
        }
        return List.copyOf(handlers);
    }

    private RecoveryDecision recover(Steps definition, Operation operation) {
        Run run = new Run(journal, json, definition, operation.entry());
        if (!register(run)) {
            return RecoveryDecision.stillRunning();
        }
        try {
            Run.End end = run.proceed(!released.contains(run.opId()));
            if (!run.ends().isEmpty()) {
                journal.append(run.ends());
            }
            return end instanceof Run.End.Succeeded succeeded
                    ? RecoveryDecision.succeeded(json.again(succeeded.result()))
                    : RecoveryDecision.failed(((Run.End.RolledBack) end).reason());
        } catch (Unsettled unsettled) {
            releaseSteps(run.opId(), unsettled.reason(), unsettled);
            return unsettled.decision();
        } catch (RuntimeException | Error e) {
            releaseSteps(run.opId(), Reasons.of(e), e);
            throw e;
        } finally {
            leave(run);
        }
    }

    private RecoveryDecision likeItsParent(Operation step) {
        Optional<JournalEntry> parent = step.entry().parent().flatMap(journal::latest);
        if (parent.isEmpty()) {
            return RecoveryDecision.unknown("the operation that it is a step of is not in the journal");
        }
        return switch (parent.get().state()) {
            case SUCCEEDED -> RecoveryDecision.succeeded();
            case FAILED -> RecoveryDecision.failed("The operation that it is a step of was settled as failed");
            case STARTED, TASK_RUNNING -> RecoveryDecision.stillRunning();
        };
    }
}
