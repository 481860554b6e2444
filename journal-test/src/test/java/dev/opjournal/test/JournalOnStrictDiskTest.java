package dev.opjournal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JournalOnStrictDiskTest {
    private static final Path DIRECTORY = Path.of("/strict");
    private static final Path PATH = DIRECTORY.resolve("ops.journal");
    private static final FileJournalOptions OPTIONS = FileJournalOptions.defaults();

    @Test
    void whatWasAcknowledgedSurvivesTheCrash() {
        StrictDisk disk = StrictDisk.with(DIRECTORY);
        FileJournal crashed = FileJournal.open(PATH, OPTIONS, disk);
        String opId = crashed.begin(OperationSpec.of("vm.start").idempotencyKey("job"))
                .opId();
        crashed.compact();
        crashed.begin(OperationSpec.of("vm.stop")).succeeded();

        try (Journal journal = FileJournal.open(PATH, OPTIONS, disk.afterCrash(Survival.NOTHING))) {
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly(opId);
            assertThat(journal.status().counts().values()).containsExactlyInAnyOrder(1L, 1L, 0L, 0L);
        }
        crashed.close();
    }
}
