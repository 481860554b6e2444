package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalReadException;
import dev.opjournal.OperationSpec;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A salvage of a damaged journal: the new one gets its name when it is whole, or not at all; the damaged one is only read. */
final class SalvageRun implements FaultedRun {
    private static final Path SALVAGED = FaultRun.DIRECTORY.resolve("salvaged.journal");
    private static final FileJournalOptions OPTIONS =
            FileJournalOptions.defaults().withPreallocateBytes(4096);
    private static final int OPERATIONS = 20;

    private final StrictDisk strict = StrictDisk.with(FaultRun.DIRECTORY);
    private final FaultDisk disk = new FaultDisk(strict);
    private final byte[] damaged;
    private boolean done;

    SalvageRun() throws IOException {
        try (FileJournal journal = FileJournal.open(FaultRun.PATH, OPTIONS, disk)) {
            for (int i = 0; i < OPERATIONS; i++) {
                journal.begin(OperationSpec.of("vm.start").opId("op-" + i)).succeeded();
            }
        }
        damaged = strict.contentOf(FaultRun.PATH);
        damaged[damaged.length / 2] ^= 1;
        strict.put(FaultRun.PATH, damaged);
    }

    @Override
    public FaultDisk disk() {
        return disk;
    }

    @Override
    public void live() {
        try {
            salvage();
            done = true;
        } catch (JournalOpenException | JournalReadException | SalvageException e) {
            assertTyped(e);
        }
    }

    private void salvage() {
        try (JournalFile file = JournalFile.open(FaultRun.PATH, disk)) {
            assertThat(file.salvage(SALVAGED).losses()).isNotEmpty();
        }
    }

    private static void assertTyped(JournalException e) {
        assertThat(e).hasMessageContaining(FaultRun.PATH.toString());
        assertThat(e.action()).isNotEmpty();
    }

    @Override
    public void assertAllIsWell(long seed) throws IOException {
        disk.heal();
        assertThat(disk.open()).as("files and locks that are open").isZero();
        if (done) {
            assertThat(strict.afterCrash(Survival.NOTHING).kindOf(SALVAGED)).isEqualTo(Disk.Kind.FILE);
        }
        for (StrictDisk left :
                List.of(strict.afterCrash(Survival.NOTHING), strict.afterCrash(Survival.EVERYTHING), strict)) {
            assertThat(left.contentOf(FaultRun.PATH)).isEqualTo(damaged);
            if (left.kindOf(SALVAGED) == Disk.Kind.FILE) {
                assertWhole(left);
            }
        }
        if (strict.kindOf(SALVAGED) == Disk.Kind.MISSING) {
            salvage();
            assertWhole(strict);
        }
    }

    private static void assertWhole(StrictDisk left) {
        try (FileJournal journal = FileJournal.open(SALVAGED, OPTIONS, left)) {
            long operations = journal.status().counts().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(operations).isEqualTo(OPERATIONS);
        }
    }
}
