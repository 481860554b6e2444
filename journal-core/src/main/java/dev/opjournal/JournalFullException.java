package dev.opjournal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** There is no room for the entry. Nothing was written, and the journal goes on once there is room. */
public final class JournalFullException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final long neededBytes;

    public JournalFullException(Path path, long neededBytes, long usableBytes, @Nullable Throwable cause) {
        super(
                "The disk of the journal " + path + " is full: " + neededBytes + " bytes are needed, " + usableBytes
                        + " are usable; nothing was written.",
                "Free some space: an open journal goes on by itself, a start that was refused is to be tried again.",
                cause);
        this.neededBytes = neededBytes;
    }

    /** How many bytes the journal tried to set aside. */
    public long neededBytes() {
        return neededBytes;
    }
}
