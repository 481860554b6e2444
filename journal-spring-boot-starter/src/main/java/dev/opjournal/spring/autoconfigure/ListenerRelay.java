package dev.opjournal.spring.autoconfigure;

import dev.opjournal.BatchWritten;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.KeyClaim;
import dev.opjournal.RecoveryOutcome;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Listens in place of a bean that is not there yet: what it is told first waits, in the listener's own thread and queue,
 * until the bean is there.
 */
final class ListenerRelay implements JournalListener {
    private static final JournalListener NOBODY = entry -> {};

    private final CompletableFuture<JournalListener> bean = new CompletableFuture<>();

    /** Hands everything on from the first call on. */
    void become(JournalListener listener) {
        bean.complete(listener);
    }

    /** Lets go of what waits, if the bean will never be there. */
    void dismiss() {
        bean.complete(NOBODY);
    }

    @Override
    public void entryDurable(JournalEntry entry) {
        bean.join().entryDurable(entry);
    }

    @Override
    public void batchWritten(BatchWritten batch) {
        bean.join().batchWritten(batch);
    }

    @Override
    public void operationEnded(JournalEntry entry, Instant begunAt) {
        bean.join().operationEnded(entry, begunAt);
    }

    @Override
    public void keyClaimed(KeyClaim claim) {
        bean.join().keyClaimed(claim);
    }

    @Override
    public void recoveryOutcome(RecoveryOutcome outcome) {
        bean.join().recoveryOutcome(outcome);
    }

    @Override
    public void journalFull() {
        bean.join().journalFull();
    }

    @Override
    public void journalHasRoom() {
        bean.join().journalHasRoom();
    }

    @Override
    public void journalFailed(String reason) {
        bean.join().journalFailed(reason);
    }

    @Override
    public void eventsMissed(long count) {
        bean.join().eventsMissed(count);
    }
}
