package dev.opjournal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalListener;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JournalOnStrictDiskTest {
    private static final Path DIRECTORY = Path.of("/strict");
    private static final Path PATH = DIRECTORY.resolve("ops.journal");
    private static final FileJournalOptions OPTIONS = FileJournalOptions.defaults();

    /** For the largest operation, its end and what the journal writes of itself. */
    private static final long ENOUGH = 1 << 18;

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

    /** Else the journal would be full and not full in turn, with each larger operation that comes. */
    @Test
    void aDiskThatHasRoomAgainHasRoomForAnyOperation() throws Exception {
        StrictDisk disk = StrictDisk.with(DIRECTORY);
        FileJournalOptions smallChunks = OPTIONS.withPreallocateBytes(4096).withCompactAtBytes(Long.MAX_VALUE);
        CountDownLatch hasRoom = new CountDownLatch(1);
        try (FileJournal journal = FileJournal.open(PATH, smallChunks, disk)) {
            journal.addListener(new JournalListener() {
                @Override
                public void entryDurable(JournalEntry entry) {}

                @Override
                public void journalHasRoom() {
                    hasRoom.countDown();
                }
            });
            OperationSpec largest = OperationSpec.of("vm.start").param("filler", "x".repeat(60_000));
            long limit = disk.contentOf(PATH).length;
            disk.limitTo(limit);
            assertThatExceptionOfType(JournalFullException.class).isThrownBy(() -> journal.begin(largest));

            // Slower than the journal asks after room, so that it sees it grow.
            for (long more = 4096; more <= ENOUGH && !hasRoom.await(1500, TimeUnit.MILLISECONDS); more *= 2) {
                disk.limitTo(limit + more);
            }
            assertThat(hasRoom.await(1, TimeUnit.MINUTES))
                    .as("it has room for any operation")
                    .isTrue();

            assertThat(journal.begin(largest).entry().isInFlight()).isTrue();
        }
    }

    /** Cut off behind the creation of a directory, an opening leaves one whose name is not on the device. */
    @Test
    void aDirectoryThatAnOpeningLeftIsOnTheDeviceBeforeAnythingIsAcknowledged() throws Exception {
        Path path = DIRECTORY.resolve("inner").resolve("ops.journal");
        StrictDisk disk = StrictDisk.with(DIRECTORY);
        disk.createDirectory(path.getParent());
        String opId;
        try (FileJournal journal = FileJournal.open(path, OPTIONS.withCreateParent(true), disk)) {
            opId = journal.begin(OperationSpec.of("vm.start")).opId();
        }

        StrictDisk left = disk.afterCrash(Survival.NOTHING);

        try (Journal journal = FileJournal.open(path, OPTIONS, left)) {
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly(opId);
        }
    }
}
