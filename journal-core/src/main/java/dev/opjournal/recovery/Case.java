package dev.opjournal.recovery;

import dev.opjournal.JournalEntry;
import dev.opjournal.RecoveryOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One interrupted operation on its way through recovery. What can change is read and written under the lock of the
 * {@link Docket} alone.
 */
final class Case {
    /** Where a case stands. Only one that is {@link #ASKING} is in the hands of a worker. */
    enum Phase {
        /** Behind an earlier operation on its target. */
        WAITING,
        /** At the head of its line: a worker will take it up now. */
        TURN,
        ASKING,
        /** At the head of its line still: it will have its turn again at the end of a pause. */
        PAUSED,
        /** Out of its line, but kept, so that it is not taken for a new one. */
        GIVEN_UP,
        /** Ended. Whatever still refers to the case finds out by this. */
        CLOSED
    }

    private final String opId;
    private final String kind;
    private final String target;
    private final boolean part;
    private final RecoveryHandler handler;

    Phase phase = Phase.WAITING;

    /** How often in a row the handler could not tell. */
    int attempts;

    /** The newest entry that recovery has seen. A release behind it is news. */
    JournalEntry newest;

    /** How many pauses it was given. The end of one before the last comes too late. */
    int pauses;

    /** Whether the first pass still has to ask about it, unless it waits behind another. */
    boolean dueInFirstPass;

    Case(JournalEntry entry, RecoveryHandler handler) {
        this.opId = entry.opId();
        this.kind = entry.kind();
        this.target = entry.target();
        this.part = entry.parent().isPresent();
        this.handler = handler;
        this.newest = entry;
    }

    /** Whether an entry came behind what was seen; one and the same entry gets a later number when its journal is compacted. */
    boolean isNews(JournalEntry entry) {
        return entry.recordNumber() > newest.recordNumber()
                && !entry.withRecordNumber(0).equals(newest.withRecordNumber(0));
    }

    String opId() {
        return opId;
    }

    String target() {
        return target;
    }

    /** Whether it waits for no other: it has no target, or is a part of an operation, which stands in the line for it. */
    boolean standsAlone() {
        return target.isEmpty() || part;
    }

    RecoveryHandler handler() {
        return handler;
    }

    RecoveryOutcome outcome(RecoveryOutcome.Type type, @Nullable String reason) {
        return new RecoveryOutcome(opId, kind, target, type, reason);
    }

    @Override
    public String toString() {
        return describe(kind, opId, target);
    }

    /** How log lines name an operation. */
    static String describe(String kind, String opId, String target) {
        return kind + " " + opId + (target.isEmpty() ? "" : " on " + target);
    }
}
