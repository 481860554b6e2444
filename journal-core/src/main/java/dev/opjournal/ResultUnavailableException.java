package dev.opjournal;

import org.jspecify.annotations.Nullable;

/** The operation succeeded before, but its result cannot be replayed. It must not be run again. */
public final class ResultUnavailableException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final transient JournalEntry entry;

    public ResultUnavailableException(JournalEntry entry, String why, String action, @Nullable Throwable cause) {
        super("Operation " + entry.opId() + " succeeded before, but its result " + why + ".", action, cause);
        this.entry = entry;
    }

    /** The entry with which the operation succeeded. */
    public JournalEntry entry() {
        return entry;
    }
}
