package dev.opjournal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A write or sync failed, and with it this opening of the journal. Whether the entries under way are on the device is
 * not known until the journal is opened again; nothing more is taken until then.
 */
public final class JournalFailedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public JournalFailedException(Path path, String reason, @Nullable Throwable cause) {
        super(
                "The journal " + path + " has failed: " + reason + ".",
                "Mend the disk and start the application again: recovery then settles what was in flight.",
                cause);
    }
}
