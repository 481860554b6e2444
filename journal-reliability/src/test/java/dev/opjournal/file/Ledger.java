package dev.opjournal.file;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the callers of a journal asked for, and when they were told that it is done: what a file must hold that a crash left. It
 * knows nothing of the journal but the text of its lines. All that happens gets a ticket, in its order. Thread-safe.
 */
final class Ledger {
    private static final long NEVER = Long.MAX_VALUE;

    /** One call, of one or several entries. */
    static final class Call {
        private final long begun;
        private final Instant at;
        private final List<ObjectNode> entries;
        private volatile long acknowledged = NEVER;
        private volatile boolean refused;

        private Call(long begun, Instant at, List<ObjectNode> entries) {
            this.begun = begun;
            this.at = at;
            this.entries = entries;
        }
    }

    private record Compaction(long begun, Instant at) {}

    private final Duration retainOperations;
    private final AtomicLong tickets = new AtomicLong();
    private final Collection<Call> calls = new ConcurrentLinkedQueue<>();
    private final Collection<Compaction> compactions = new ConcurrentLinkedQueue<>();

    /** Who asked for an entry, by operation and state, of which no workload writes one twice. */
    private final Map<String, Call> byEntry = new ConcurrentHashMap<>();

    Ledger(Duration retainOperations) {
        this.retainOperations = retainOperations;
    }

    /** Before a call is made. */
    Call begins(Instant at, List<ObjectNode> entries) {
        Call call = new Call(now(), at, entries);
        calls.add(call);
        entries.forEach(entry -> byEntry.put(Lines.idOf(entry), call));
        return call;
    }

    /** After it has returned. */
    void acknowledged(Call call) {
        call.acknowledged = now();
    }

    /** After it said for certain that nothing was written. */
    void refused(Call call) {
        call.refused = true;
    }

    /** Gives another ledger, which is empty, all that this one knows. */
    void giveTo(Ledger other) {
        other.tickets.set(tickets.get());
        other.calls.addAll(calls);
        other.byEntry.putAll(byEntry);
        other.compactions.addAll(compactions);
    }

    /** Before a compaction begins. */
    void compacts(Instant at) {
        compactions.add(new Compaction(now(), at));
    }

    /** A ticket: what was told before it was told by then. */
    long now() {
        return tickets.incrementAndGet();
    }

    /** Whether the lines are what a crash may leave that came at the ticket. */
    void assertHeldBy(Lines lines, long ticket) {
        Set<String> present = new HashSet<>();
        long latestBegun = 0;
        for (Lines.Entry line : lines.entries()) {
            Call call = byEntry.get(line.id());
            ensure(call != null && call.begun < ticket, "nobody has written ", line.id());
            ensure(!call.refused, "it was said to be not written: ", line.id());
            ensure(call.entries.contains(line.text()), "it was written otherwise: ", line.text());
            ensure(present.add(line.id()), "it is there twice: ", line.id());
            ensure(call.acknowledged > latestBegun, "it stands behind one that was asked for later: ", line.id());
            latestBegun = Math.max(latestBegun, call.begun);
        }
        for (Call call : calls) {
            if (call.begun < ticket) {
                assertHeld(call, present, ticket);
            }
        }
        assertNoKeyWasAdmittedTwice(lines);
    }

    private void assertHeld(Call call, Set<String> present, long ticket) {
        boolean mustBeThere = call.acknowledged < ticket;
        boolean missing = false;
        for (ObjectNode entry : call.entries) {
            String id = Lines.idOf(entry);
            if (present.contains(id)) {
                ensure(!missing || mustBeThere, "an entry of its call before it is missing: ", id);
            } else {
                missing = true;
                ensure(!mustBeThere || isDropped(entry, present, ticket), "it was acknowledged and is missing: ", id);
            }
        }
    }

    /** A compaction drops an operation as a whole, but for the line with which a key took effect. */
    private boolean isDropped(ObjectNode entry, Set<String> present, long ticket) {
        String opId = entry.path("op_id").asString();
        boolean appliesKey =
                entry.has("idemp_key") && entry.path("state").asString().equals("succeeded");
        boolean wholeOrGone = !present.contains(opId + " started")
                && !present.contains(opId + " task_running")
                && !present.contains(opId + " failed");
        return !appliesKey && wholeOrGone && mayBeDropped(opId, ticket);
    }

    private boolean mayBeDropped(String opId, long ticket) {
        Call end = byEntry.getOrDefault(opId + " succeeded", byEntry.get(opId + " failed"));
        return end != null
                && compactions.stream()
                        .anyMatch(compaction -> compaction.begun() < ticket
                                && !end.at.plus(retainOperations).isAfter(compaction.at()));
    }

    private static void assertNoKeyWasAdmittedTwice(Lines lines) {
        Map<String, String> holders = new HashMap<>();
        for (Lines.Entry line : lines.entries()) {
            String key = line.key();
            if (!key.isEmpty()) {
                String holder = holders.putIfAbsent(key, line.opId());
                ensure(holder == null || holder.equals(line.opId()), "its key was held by another: ", line.id());
                if (line.state().equals("failed")) {
                    holders.remove(key);
                }
            }
        }
    }

    private static void ensure(boolean holds, String otherwise, Object value) {
        if (!holds) {
            throw new AssertionError(otherwise + value);
        }
    }
}
