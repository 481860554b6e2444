package dev.opjournal;

import java.nio.file.Path;

/** The journal was closed. Nothing was written. */
public final class JournalClosedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalClosedException(Path path) {
        super(
                "The journal " + path + " is closed; nothing was written.",
                "Stop work that writes to the journal before the journal is closed.",
                null);
    }
}
