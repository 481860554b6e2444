package dev.opjournal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A record of an open journal cannot be read back: the disk does not answer, or the file was altered since. The journal
 * itself goes on.
 */
public final class JournalReadException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    public JournalReadException(Path path, long offset, String problem, @Nullable Throwable cause) {
        super(
                "The record at offset " + offset + " of the journal " + path + " cannot be read: " + problem + ".",
                "See whether the disk is sound; at its next opening the journal is checked as a whole.",
                cause);
        this.offset = offset;
    }

    /** The offset at which the record begins. */
    public long offset() {
        return offset;
    }
}
