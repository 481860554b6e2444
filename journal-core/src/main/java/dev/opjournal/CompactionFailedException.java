package dev.opjournal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The journal could not be compacted. It is whole, as it was before, and goes on. */
public final class CompactionFailedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public CompactionFailedException(Path path, String reason, @Nullable Throwable cause) {
        super(
                "The journal " + path + " was not compacted: " + reason + ". It is whole, and goes on as it was.",
                "Mend what is wrong and compact again; until then the file grows.",
                cause);
    }
}
