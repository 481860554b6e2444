package dev.opjournal;

import java.nio.file.Path;
import java.time.Duration;

/** Another process, or another opening in this one, holds the journal. */
public final class JournalLockedException extends JournalOpenException {
    private static final long serialVersionUID = 1L;

    private final String holder;
    private final Duration waited;

    public JournalLockedException(Path path, String holder) {
        this(path, holder, Duration.ZERO);
    }

    /**
     * Tells of a holder that did not let go.
     *
     * @param waited for how long the opening waited for it
     */
    public JournalLockedException(Path path, String holder, Duration waited) {
        super(
                path,
                "it is held by " + holder
                        + (waited.isZero() ? "." : ", who did not let go within " + waited.toMillis() + " ms."),
                "Stop the holder, let this application wait longer for it (lockTimeout, journal.lock-timeout), or give this"
                        + " application a journal of its own: one journal has one writer.",
                null);
        this.holder = holder;
        this.waited = waited;
    }

    /** Who holds the journal, for people: process id, host and start time where they are known. */
    public String holder() {
        return holder;
    }

    /** For how long the opening waited for the holder to let go; zero if it did not wait. */
    public Duration waited() {
        return waited;
    }
}
