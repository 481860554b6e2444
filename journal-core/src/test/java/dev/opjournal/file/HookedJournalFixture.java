package dev.opjournal.file;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal on a disk whose writes a test can hold. */
abstract class HookedJournalFixture {
    @TempDir
    Path directory;

    final HookedDisk disk = new HookedDisk();
    FileJournal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk);
    }

    @AfterEach
    void close() {
        disk.letGo();
        journal.close();
    }
}
