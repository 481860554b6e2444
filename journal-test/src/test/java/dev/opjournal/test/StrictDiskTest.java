package dev.opjournal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.opjournal.JournalLockedException;
import dev.opjournal.file.Disk;
import dev.opjournal.file.DiskFile;
import dev.opjournal.file.DiskLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StrictDiskTest {
    private static final Path DIRECTORY = Path.of("/strict");
    private static final Path FILE = DIRECTORY.resolve("file");
    private static final Path OTHER = DIRECTORY.resolve("other");

    private final StrictDisk disk = StrictDisk.with(DIRECTORY);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(DiskFile file, long at, String text) throws IOException {
        file.write(at, bytes(text), 0, text.length());
    }

    private static String text(StrictDisk disk, Path file) throws IOException {
        return new String(disk.contentOf(file), StandardCharsets.UTF_8);
    }

    @Test
    void aSyncedWriteSurvivesAndAnUnsyncedOneMayNot() throws IOException {
        disk.put(FILE, bytes("old"));
        write(disk.open(FILE), 0, "new");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("new");

        write(disk.openUnsynced(FILE), 0, "NEW");

        assertThat(text(disk, FILE)).isEqualTo("NEW");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("new");
        assertThat(text(disk.afterCrash(Survival.EVERYTHING), FILE)).isEqualTo("NEW");
    }

    @Test
    void aSyncBringsEveryHandlesWritesToTheDevice() throws IOException {
        disk.put(FILE, bytes("old"));
        write(disk.openUnsynced(FILE), 1, "ther");
        disk.openForReading(FILE).sync();
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("other");
    }

    @Test
    void sectorsAndTheSizeArriveInAnyCombination() throws IOException {
        disk.put(FILE, new byte[0]);
        byte[] three = new byte[3 * 512];
        Arrays.fill(three, (byte) 'x');
        disk.openUnsynced(FILE).write(0, three, 0, three.length);

        Set<String> left = new HashSet<>();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            left.add(text(disk.afterCrash(Survival.random(random)), FILE));
        }

        // Nothing at all, or the whole length with each subset of the sectors.
        assertThat(left).hasSize(1 + 8).contains("", "x".repeat(1536), "\0".repeat(512) + "x".repeat(1024));
    }

    @Test
    void aFileMayHaveGrownByAPartOfAWrite() throws IOException {
        disk.put(FILE, new byte[100]);
        disk.openUnsynced(FILE).write(100, new byte[9000], 0, 9000);
        Set<Integer> left = new HashSet<>();
        for (int size = 0; size < 4; size++) {
            int picked = size;
            left.add(disk.afterCrash(choices -> Math.min(picked, choices - 1)).contentOf(FILE).length);
        }
        assertThat(left).containsExactlyInAnyOrder(100, 4096, 8192, 9100);
    }

    @Test
    void noLaterSyncBringsWhatAFailedOneGaveUp() throws IOException {
        disk.put(FILE, bytes("old"));
        DiskFile file = disk.openUnsynced(FILE);
        DiskFile synced = disk.open(FILE);
        write(file, 0, "new");
        disk.onChange(change -> {
            throw new UncheckedIOException(new IOException("Input/output error"));
        });
        assertThatIOException().isThrownBy(file::sync).withMessage("Input/output error");
        disk.onChange(change -> {});
        file.sync();
        assertThat(text(disk, FILE)).isEqualTo("new");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("old");
        assertThat(text(disk.afterCrash(Survival.EVERYTHING), FILE)).isEqualTo("new");

        write(synced, 0, "new");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("new");
    }

    @Test
    void aSyncedWriteThatFailsMayBeThereOrNot() throws IOException {
        disk.put(FILE, bytes("old"));
        DiskFile file = disk.open(FILE);
        disk.onChange(change -> {
            throw new UncheckedIOException(new IOException("Input/output error"));
        });
        assertThatIOException().isThrownBy(() -> write(file, 0, "new"));
        disk.onChange(change -> {});
        file.sync();
        assertThat(text(disk, FILE)).isEqualTo("new");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("old");
    }

    @Test
    void eachStateOfASectorSinceTheSyncMayBeThere() throws IOException {
        disk.put(FILE, bytes("0"));
        DiskFile file = disk.openUnsynced(FILE);
        write(file, 0, "1");
        write(file, 0, "2");
        List<String> left = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int state = i;
            left.add(text(disk.afterCrash(choices -> state), FILE));
        }
        assertThat(left).containsExactly("0", "1", "2");
    }

    @Test
    void aCutIsLostUnlessSyncedAndShowsNulsWhenTheFileGrowsAgain() throws IOException {
        disk.put(FILE, bytes("abcdef"));
        DiskFile file = disk.openUnsynced(FILE);
        file.truncate(2);
        assertThat(text(disk, FILE)).isEqualTo("ab");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("abcdef");

        file.sync();
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("ab");
        write(file, 4, "x");
        assertThat(text(disk, FILE)).isEqualTo("ab\0\0x");
    }

    @Test
    void aSyncedWriteBehindAnUnsyncedCutHasItsWholeLength() throws IOException {
        disk.put(FILE, new byte[8192]);
        DiskFile file = disk.open(FILE);
        file.truncate(4096);
        file.write(4096, new byte[1000], 0, 1000);
        Set<Integer> left = new HashSet<>();
        for (int size = 0; size < 4; size++) {
            int picked = size;
            left.add(disk.afterCrash(choices -> Math.min(picked, choices - 1)).contentOf(FILE).length);
        }
        assertThat(left).containsExactly(5096);
    }

    @Test
    void inTheMiddleOfASyncedWriteAnyPartOfItMayBeThere() throws IOException {
        disk.put(FILE, bytes("old"));
        List<String> left = new ArrayList<>();
        disk.onChange(change -> {
            for (Survival survival : List.of(Survival.NOTHING, Survival.EVERYTHING)) {
                try {
                    left.add(text(disk.afterCrash(survival), FILE));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        write(disk.open(FILE), 0, "new");
        assertThat(left).containsExactly("old", "new", "new", "new");
    }

    @Test
    void namesAreLostUnlessTheirDirectoryIsSynced() throws IOException {
        disk.put(FILE, bytes("old"));
        write(disk.create(OTHER), 0, "new");
        disk.rename(OTHER, FILE);

        assertThat(text(disk, FILE)).isEqualTo("new");
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("old");
        assertThat(disk.afterCrash(Survival.NOTHING).kindOf(OTHER)).isEqualTo(Disk.Kind.MISSING);

        disk.syncDirectory(DIRECTORY);
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("new");
        assertThat(disk.afterCrash(Survival.NOTHING).kindOf(OTHER)).isEqualTo(Disk.Kind.MISSING);
    }

    @Test
    void aFileThatIsPutOnTheDeviceBringsNoOtherNameThere() throws IOException {
        disk.create(OTHER).close();
        disk.put(FILE, bytes("new"));
        StrictDisk left = disk.afterCrash(Survival.NOTHING);
        assertThat(text(left, FILE)).isEqualTo("new");
        assertThat(left.kindOf(OTHER)).isEqualTo(Disk.Kind.MISSING);
    }

    @Test
    void aFileThatIsPutOnTheDeviceStaysWhateverBecomesOfEarlierNames() throws IOException {
        disk.put(OTHER, bytes("old"));
        disk.rename(OTHER, FILE);
        disk.put(FILE, bytes("new"));
        for (Survival survival : List.of(Survival.NOTHING, Survival.EVERYTHING)) {
            assertThat(text(disk.afterCrash(survival), FILE)).isEqualTo("new");
        }
        assertThat(text(disk.afterCrash(Survival.NOTHING), OTHER)).isEqualTo("old");
        assertThat(disk.afterCrash(Survival.EVERYTHING).kindOf(OTHER)).isEqualTo(Disk.Kind.MISSING);
    }

    @Test
    void aDeletedFileComesBackUnlessItsDirectoryIsSynced() throws IOException {
        disk.put(FILE, bytes("old"));
        disk.deleteIfExists(FILE);
        disk.deleteIfExists(FILE);
        assertThat(disk.kindOf(FILE)).isEqualTo(Disk.Kind.MISSING);
        assertThat(text(disk.afterCrash(Survival.NOTHING), FILE)).isEqualTo("old");

        disk.syncDirectory(DIRECTORY);
        assertThat(disk.afterCrash(Survival.NOTHING).kindOf(FILE)).isEqualTo(Disk.Kind.MISSING);
    }

    @Test
    void aFileIsLostWithItsDirectory() throws IOException {
        Path inner = DIRECTORY.resolve("inner");
        disk.createDirectory(inner);
        disk.put(inner.resolve("file"), bytes("x"));
        assertThat(disk.list(inner)).containsExactly(inner.resolve("file"));
        assertThat(disk.afterCrash(Survival.NOTHING).kindOf(inner.resolve("file")))
                .isEqualTo(Disk.Kind.MISSING);

        disk.syncDirectory(DIRECTORY);
        assertThat(text(disk.afterCrash(Survival.NOTHING), inner.resolve("file")))
                .isEqualTo("x");
    }

    @Test
    void twoNamesOfAFileAreOneFileAfterTheCrashToo() throws IOException {
        disk.put(FILE, bytes("old"));
        disk.keepAs(FILE, OTHER);
        disk.syncDirectory(DIRECTORY);
        StrictDisk left = disk.afterCrash(Survival.NOTHING);
        write(left.open(FILE), 0, "new");
        assertThat(text(left, OTHER)).isEqualTo("new");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> disk.keepAs(FILE, OTHER));
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> disk.create(OTHER));
    }

    @Test
    void whatIsLeftIsADiskOfItsOwn() throws IOException {
        disk.put(FILE, bytes("old"));
        StrictDisk left = disk.afterCrash(Survival.NOTHING);
        write(left.open(FILE), 0, "new");
        assertThat(text(disk, FILE)).isEqualTo("old");
    }

    @Test
    void withoutPowerNothingIsDone() throws IOException {
        disk.put(FILE, bytes("old"));
        DiskFile file = disk.open(FILE);
        disk.cutPower();
        assertThatIOException().isThrownBy(() -> write(file, 0, "new"));
        assertThatIOException().isThrownBy(() -> disk.create(OTHER));
        assertThat(text(disk.afterCrash(Survival.EVERYTHING), FILE)).isEqualTo("old");
    }

    @Test
    void whatDoesNotFitIsRefusedAndWhatFitsIsWritten() throws IOException {
        disk.limitTo(4);
        DiskFile file = disk.create(FILE);
        assertThat(disk.usableSpace(FILE)).isEqualTo(4);
        assertThatIOException().isThrownBy(() -> write(file, 0, "12345")).withMessage("No space left on device");
        assertThat(text(disk, FILE)).isEqualTo("1234");
        write(file, 0, "4321");
        assertThat(disk.usableSpace(FILE)).isZero();
        disk.limitTo(5);
        write(file, 4, "5");
        assertThat(text(disk, FILE)).isEqualTo("43215");
    }

    @Test
    void aLockHasOneHolderAndItsFileStays() throws IOException {
        try (DiskLock held = disk.lock(FILE, OTHER, Instant.EPOCH)) {
            assertThat(held.createdNow()).isTrue();
            assertThat(disk.holderOf(FILE, OTHER))
                    .hasValueSatisfying(holder -> assertThat(holder).contains("1970"));
            assertThatExceptionOfType(JournalLockedException.class)
                    .isThrownBy(() -> disk.lock(FILE, OTHER, Instant.EPOCH));
            assertThat(disk.afterCrash(Survival.EVERYTHING).holderOf(FILE, OTHER))
                    .isEmpty();
        }
        try (DiskLock again = disk.lock(FILE, OTHER, Instant.EPOCH)) {
            assertThat(again.createdNow()).isFalse();
        }
    }

    @Test
    void aLockWhoseFileCannotBeMadeIsHeldByNobody() throws IOException {
        disk.onChange(change -> {
            throw new UncheckedIOException(new IOException("Input/output error"));
        });
        assertThatIOException().isThrownBy(() -> disk.lock(FILE, OTHER, Instant.EPOCH));
        disk.onChange(change -> {});
        assertThat(disk.holderOf(FILE, OTHER)).isEmpty();
        disk.lock(FILE, OTHER, Instant.EPOCH).close();
    }

    @Test
    void aMissingFileIsNotOpened() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.open(FILE));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.rename(FILE, OTHER));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> disk.create(DIRECTORY.resolve("no/file")));
    }
}
