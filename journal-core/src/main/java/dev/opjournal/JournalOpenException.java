package dev.opjournal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A journal cannot be opened. The file is as it was. */
public class JournalOpenException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    public JournalOpenException(Path path, String problem, String action, @Nullable Throwable cause) {
        super("Cannot open the journal " + path + ": " + problem, action, cause);
        this.path = path;
    }

    public Path path() {
        return path;
    }
}
