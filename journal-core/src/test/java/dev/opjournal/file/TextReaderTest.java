package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts are read from the file when they are asked for, whatever becomes of the file meanwhile. */
class TextReaderTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final HookedReads disk = new HookedReads();
    private FileJournal journal;

    @BeforeEach
    void open() {
        FileJournalOptions options = FileJournalOptions.defaults()
                .withClock(clock)
                .withRetainOperations(HOUR)
                .withCompactAtBytes(Long.MAX_VALUE);
        journal = FileJournal.open(directory.resolve("ops.journal"), options, disk);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    /** Its text is longer than what is read at once. */
    private Operation ended() {
        Operation operation = journal.begin(START.param("long", "x".repeat(5000)));
        operation.taskRunning("UPID:pve1:1");
        operation.succeeded();
        return operation;
    }

    @Test
    void aReaderIsNotCutOffByTheSwap() {
        Operation ended = ended();
        List<JournalEntry> before = journal.history(ended.opId());
        disk.onNextRead(() -> {
            clock.move(HOUR.plusSeconds(1));
            assertThat(journal.compact().operationsDropped()).isEqualTo(1);
        });

        assertThat(journal.history(ended.opId())).isEqualTo(before);

        assertThat(journal.history(ended.opId())).isEmpty();
        assertThat(disk.openFiles()).as("the old file is let go").isEqualTo(2);
    }

    @Test
    void aReaderIsNotCutOffByTheClose() {
        Operation ended = ended();
        List<JournalEntry> before = journal.history(ended.opId());
        disk.onNextRead(journal::close);

        assertThat(journal.history(ended.opId())).isEqualTo(before);

        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> journal.history(ended.opId()));
        assertThat(disk.openFiles()).as("what stays open").isZero();
    }
}
