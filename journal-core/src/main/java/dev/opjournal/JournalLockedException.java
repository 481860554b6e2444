package dev.opjournal;

import java.nio.file.Path;

/** Another process, or another opening in this one, holds the journal. */
public final class JournalLockedException extends JournalOpenException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    public JournalLockedException(Path path, String holder) {
        super(
                path,
                "it is held by " + holder + ".",
                "Stop the holder, or give this application a journal of its own: one journal has one writer.",
                null);
        this.holder = holder;
    }

    /** Who holds the journal, for people: process id, host and start time where they are known. */
    public String holder() {
        return holder;
    }
}
