package dev.opjournal;

import java.time.Instant;

/**
 * Hears of what becomes of a journal. Each listener has a thread of its own, a daemon, in which it is called for one thing
 * after the other, outside every lock. So a listener may take its time, throw, wait, and call the journal: nobody waits for
 * it. It hears of an entry some moments after the call that wrote it has returned, and what it then asks the journal may
 * hold more already.
 *
 * <p>Batches and entries are told in the order of their record numbers, first the batch, then each of its entries, and behind
 * an entry what it means: that its operation has ended, or that a key was taken. What a listener has not been told yet waits
 * for it, up to 65,536 calls and 64 MiB of lines. What comes while so much waits it misses, and is told how much ({@link
 * #eventsMissed}) once it can hear again; the log holds a warning. What it throws is logged, and it is called for the next.
 */
@FunctionalInterface
public interface JournalListener {
    /** The entry is on the device and readers see it. */
    void entryDurable(JournalEntry entry);

    /** A batch is on the device and readers see it. */
    default void batchWritten(BatchWritten batch) {}

    /**
     * The entry that was told before has ended its operation.
     *
     * @param entry the one with the outcome
     * @param begunAt when the operation was begun, by the journal's clock, which may have been set back meanwhile
     */
    default void operationEnded(JournalEntry entry, Instant begunAt) {}

    /**
     * An attempt to take an idempotency key has come to something. One that was admitted is told behind its entry, when that
     * is on the device; the others when they are refused.
     */
    default void keyClaimed(KeyClaim claim) {}

    /**
     * Recovery has come to something, each time that it does. The entry of an outcome that it recorded was told before.
     */
    default void recoveryOutcome(RecoveryOutcome outcome) {}

    /** The disk is full: new operations are refused until there is room, those begun can still end. */
    default void journalFull() {}

    /** There is room again after {@link #journalFull}. */
    default void journalHasRoom() {}

    /**
     * A write or sync has failed: nothing more is taken until the journal is opened anew. Told once, behind all that became
     * durable before, and never missed.
     *
     * @param reason as in {@link JournalStatus#failure}
     */
    default void journalFailed(String reason) {}

    /**
     * This listener was too slow, or memory ran out, and some calls of the methods above were left out. Whoever keeps a
     * picture of the journal takes it anew, from {@link Journal#status} or {@link Journal#inFlight}.
     *
     * @param count how many, since the last time this was told; positive
     */
    default void eventsMissed(long count) {}
}
