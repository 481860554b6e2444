package dev.opjournal.recovery;

import dev.opjournal.Journal;
import java.time.Duration;
import java.util.Collection;

/** Settles interrupted operations. */
public final class Recovery implements AutoCloseable {
    public Recovery(Journal journal, Collection<? extends RecoveryHandler> handlers, RecoveryOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Begins the first pass in the background and listens for released operations from now on. Once only. */
    public void start() {}

    /** Waits for the first pass. */
    public boolean awaitFirstPass(Duration timeout) {
        return false;
    }

    public RecoveryReport report() {
        return new RecoveryReport(RecoveryReport.State.PENDING, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
}
