package dev.opjournal.file;

import dev.opjournal.JournalException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A salvage was refused or failed. Both files are as they were. */
public final class SalvageException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    SalvageException(Path path, String problem, String action, @Nullable Throwable cause) {
        super("Cannot salvage the journal " + path + ": " + problem, action, cause);
        this.path = path;
    }

    /** The damaged journal. */
    public Path path() {
        return path;
    }
}
