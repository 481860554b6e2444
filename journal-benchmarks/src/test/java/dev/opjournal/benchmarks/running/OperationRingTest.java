package dev.opjournal.benchmarks.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationRingTest {
    @TempDir
    Path directory;

    @Test
    void whatIsInFlightStaysTheSame() {
        try (Journal journal = FileJournal.open(directory.resolve("ring.journal"))) {
            OperationRing ring = new OperationRing(journal, 1, 5);
            append(ring, 2 * 5);
            assertThat(journal.status().counts())
                    .containsEntry(OpState.TASK_RUNNING, 5L)
                    .containsEntry(OpState.SUCCEEDED, 0L);

            append(ring, 3 * 12);

            assertThat(journal.status().counts())
                    .containsEntry(OpState.TASK_RUNNING, 5L)
                    .containsEntry(OpState.SUCCEEDED, 12L);
        }
    }

    private static void append(OperationRing ring, int entries) {
        for (int i = 0; i < entries; i++) {
            ring.append();
        }
    }
}
