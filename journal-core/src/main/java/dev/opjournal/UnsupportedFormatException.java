package dev.opjournal;

import java.nio.file.Path;

/** The file is not a journal, or one of a format version that this release does not know. It is as it was. */
public final class UnsupportedFormatException extends JournalOpenException {
    private static final long serialVersionUID = 1L;

    public UnsupportedFormatException(Path path, String problem, String action) {
        super(path, problem, action, null);
    }
}
