package dev.opjournal.file;

import dev.opjournal.CompactionFailedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFullException;
import java.nio.file.Path;

/**
 * Opens journals for tests that do not look at the bytes of the file. With the system property {@code
 * opjournal.test.compacting} each of them is compacted all the time, one time after the other, so that what holds for a
 * journal is shown to hold beside compactions too.
 */
public final class Journals {
    static final String COMPACTING_PROPERTY = "opjournal.test.compacting";
    static final boolean COMPACTING = Boolean.getBoolean(COMPACTING_PROPERTY);

    private Journals() {}

    public static FileJournal open(Path path) {
        return open(path, FileJournalOptions.defaults());
    }

    public static FileJournal open(Path path, FileJournalOptions options) {
        return open(path, options, new LocalDisk());
    }

    static FileJournal open(Path path, FileJournalOptions options, Disk disk) {
        if (!COMPACTING) {
            return FileJournal.open(path, options, disk);
        }
        // The Go daemon's entries are of long ago.
        FileJournal journal = FileJournal.open(path, options.withRetainOperations(null), disk);
        // Once before anyone looks, so that a test whose subject compactions change fails always, not by chance.
        compacts(journal);
        compactInTheBackground(journal);
        return journal;
    }

    /** As much of an entry as stays the same: beside compactions all but its record number, else all. */
    public static JournalEntry lasting(JournalEntry entry) {
        return COMPACTING ? entry.withRecordNumber(0) : entry;
    }

    /** Compacts one time after the other until the journal is closed. */
    static void compactInTheBackground(FileJournal journal) {
        Thread thread = new Thread(() -> compactUntilClosed(journal), "compacting");
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes on when a compaction fails, which leaves the journal as it was; ends with the journal. */
    private static void compactUntilClosed(FileJournal journal) {
        while (compacts(journal)) {
            Thread.onSpinWait();
        }
    }

    private static boolean compacts(FileJournal journal) {
        try {
            journal.compact();
            return true;
        } catch (CompactionFailedException | JournalFullException goesOn) {
            return true;
        } catch (JournalException over) {
            return false;
        }
    }
}
