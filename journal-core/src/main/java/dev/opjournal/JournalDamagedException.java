package dev.opjournal;

import java.nio.file.Path;

/**
 * The file holds something that no crash leaves behind: acknowledged entries were altered or lost. It is not opened, since
 * a skipped entry is a forgotten key and so a second execution.
 */
public final class JournalDamagedException extends JournalOpenException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final long recordNumber;

    /**
     * Tells of damage.
     *
     * @param offset the offset of the first byte that is not good
     * @param recordNumber the number of the record that should stand there
     */
    public JournalDamagedException(Path path, long offset, long recordNumber, String problem) {
        super(
                path,
                "it is damaged at offset " + offset + ", record " + recordNumber + ": " + problem + ".",
                "Keep the file as it is. Restore a copy or, without one, salvage what can be proven into a new file"
                        + " (journal-cli salvage), and see to the operations and keys that are lost before the application"
                        + " starts.",
                null);
        this.offset = offset;
        this.recordNumber = recordNumber;
    }

    /** The offset of the first byte that is not good. */
    public long offset() {
        return offset;
    }

    /** The number of the record that should stand there. */
    public long recordNumber() {
        return recordNumber;
    }
}
