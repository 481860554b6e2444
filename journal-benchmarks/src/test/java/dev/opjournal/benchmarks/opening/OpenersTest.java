package dev.opjournal.benchmarks.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All openers find the same in the same entries. */
class OpenersTest {
    private static final int ENTRIES = 3_000;
    private static final int OPERATIONS = 1_000;

    @TempDir
    Path directory;

    @Test
    void allThatReadTheJournalFindItsOperations() throws Exception {
        Path journal = journal();

        assertThat(Opener.OPJOURNAL.open(copy(journal))).isEqualTo(OPERATIONS);
        assertThat(Opener.DATABIND.open(journal)).isEqualTo(OPERATIONS);
        assertThat(Opener.STREAMING.open(journal)).isEqualTo(OPERATIONS);
    }

    @Test
    void thePeersHoldTheSameEntries() throws Exception {
        Path journal = journal();
        Path rocksDb = Files.createDirectory(directory.resolve("rocksdb"));
        Path tuned = Files.createDirectory(directory.resolve("rocksdb-tuned"));
        Path sqlite = Files.createDirectory(directory.resolve("sqlite"));

        RocksDbScan.fill(rocksDb, journal);
        RocksDbScan.fillTuned(tuned, journal);
        SqliteScan.fill(sqlite, journal);

        assertThat(Opener.ROCKSDB.open(rocksDb)).isEqualTo(ENTRIES);
        assertThat(Opener.ROCKSDB_TUNED.open(tuned)).isEqualTo(ENTRIES);
        assertThat(Opener.SQLITE.open(sqlite)).isEqualTo(ENTRIES);
    }

    @Test
    void aCutLeavesTheFirstOperationsWhole() throws Exception {
        Path part = directory.resolve("part.journal");
        Dataset.cut(journal(), 300, part);

        assertThat(Opener.DATABIND.open(part)).isEqualTo(100);
        try (Journal journal = FileJournal.open(part)) {
            assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 100L);
            assertThat(journal.inFlight()).isEmpty();
        }
    }

    @Test
    void aJournalThatIsTooShortIsNotCut() throws Exception {
        Path journal = journal();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Dataset.cut(journal, ENTRIES + 100, directory.resolve("part.journal")))
                .withMessageContaining("lacks");
    }

    @Test
    void operationsThatAreToBeInFlightAre() {
        try (Journal journal = FileJournal.open(directory.resolve("in-flight.journal"))) {
            Dataset.writeInFlight(journal, 1_500);

            assertThat(journal.inFlight()).hasSize(1_500).allMatch(entry -> entry.state() == OpState.TASK_RUNNING);
        }
    }

    private Path journal() {
        Path journal = directory.resolve("whole.journal");
        Dataset.writeEnded(journal, ENTRIES);
        return journal;
    }

    /** This JVM keeps it open, as the child that measures does. */
    private Path copy(Path journal) throws IOException {
        return Files.copy(journal, directory.resolve("copy.journal"));
    }
}
