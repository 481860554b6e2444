package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.OperationSpec;
import dev.opjournal.UnsupportedFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be opened, and what is refused: with the path, the reason and what to do, and the file as it was. */
class OpeningTest {
    @TempDir
    Path directory;

    private static <T extends JournalOpenException> T refusal(Class<T> type, Path path) {
        T refused = catchThrowableOfType(type, () -> Journals.open(path));
        assertThat(refused).as("opening %s", path).isNotNull();
        assertThat(refused).hasMessageContaining(path.getFileName().toString());
        assertThat(refused.action()).isNotEmpty();
        return refused;
    }

    private static void works(Path path, FileJournalOptions options) {
        try (Journal journal = Journals.open(path, options)) {
            journal.begin(OperationSpec.of("vm.start")).succeeded();
        }
    }

    private static void works(Path path) {
        works(path, FileJournalOptions.defaults());
    }

    @Test
    void aMissingDirectoryIsRefusedUnlessItMayBeCreated() {
        Path path = directory.resolve("not/mounted/ops.journal");

        assertThat(refusal(JournalOpenException.class, path))
                .hasMessageContaining(path.getParent() + " does not exist")
                .hasMessageContaining("journal.create-parent=true");
        assertThat(directory).isEmptyDirectory();

        works(path, FileJournalOptions.defaults().withCreateParent(true));
        assertThat(path).isRegularFile();
    }

    @Test
    void aDirectoryIsNoJournal() {
        assertThat(refusal(JournalOpenException.class, directory)).hasMessageContaining("it is a directory");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileIsNoDirectoryForAJournal() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThat(refusal(JournalOpenException.class, file.resolve("ops.journal")))
                .hasMessageContaining(file + " is no directory");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDirectoryThatCannotBeWrittenIsRefused() {
        assertThat(refusal(JournalOpenException.class, Path.of("/proc/ops.journal")))
                .hasMessageContaining("/proc/ops.journal");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceIsNoJournal() {
        assertThat(refusal(JournalOpenException.class, Path.of("/dev/null"))).hasMessageContaining("no regular file");
    }

    static Stream<byte[]> neverAJournal() {
        return Stream.of(
                new byte[4096],
                "hello\n".getBytes(StandardCharsets.UTF_8),
                "\n".getBytes(StandardCharsets.UTF_8),
                " ".repeat(4096).getBytes(StandardCharsets.UTF_8),
                "{\"op_id\":\"a\",\"kind\":\"start\",\"sta".getBytes(StandardCharsets.UTF_8),
                "{\"op_id\":\"a\",\"kind\":\"k\",\"state\":\"started\",\"n\":1}\n".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    }

    @ParameterizedTest
    @MethodSource
    void neverAJournal(byte[] content) throws IOException {
        Path path = Files.write(directory.resolve("ops.journal"), content);

        assertThat(refusal(JournalDamagedException.class, path).offset()).isZero();

        assertThat(path).hasBinaryContent(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\n", "{\"name\":\"package.json\"}\n", "{\"op_id\":7,\"state\":\"started\"}\n"})
    void aFileOfAnotherFormatIsRefused(String content) throws IOException {
        Path path = Files.writeString(directory.resolve("ops.journal"), content);

        assertThat(refusal(UnsupportedFormatException.class, path)).hasMessageContaining("neither an opjournal header");

        assertThat(path).hasContent(content);
    }

    @Test
    void aFileOfAnotherVersionIsRefusedByName() throws IOException {
        byte[] header = JournalBytes.headerOfVersion2();
        Path path = Files.write(directory.resolve("ops.journal"), header);

        assertThat(refusal(UnsupportedFormatException.class, path))
                .hasMessageContaining("format version 2")
                .hasMessageContaining("version 1")
                .hasMessageContaining("offset 0");

        assertThat(path).hasBinaryContent(header);
    }

    @Test
    void anEmptyFileIsANewJournalUnlessItWasOpenedBefore() throws IOException {
        Path path = Files.createFile(directory.resolve("ops.journal"));
        works(path);

        Files.write(path, new byte[0]);
        assertThat(refusal(JournalDamagedException.class, path)).hasMessageContaining("was opened before");
        assertThat(path).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops.journal.go-20260101T000000Z", "ops.journal.compacting"})
    void aMissingJournalIsNotMadeAnewWhereItsRemainsLie(String remains) throws IOException {
        Files.writeString(directory.resolve(remains), "x");
        Path path = directory.resolve("ops.journal");

        assertThat(refusal(JournalOpenException.class, path)).hasMessageContaining(remains);
        assertThat(path).doesNotExist();

        Files.createFile(path);
        Files.delete(directory.resolve("ops.journal.lock"));
        assertThat(refusal(JournalOpenException.class, path)).hasMessageContaining(remains);
    }

    @Test
    void whatACrashLeftOfACreationIsNoObstacle() throws IOException {
        Files.writeString(directory.resolve("ops.journal.creating"), "{\"op_id\":\"opjour");
        works(directory.resolve("ops.journal"));

        assertThat(directory.resolve("ops.journal.creating")).doesNotExist();
    }

    @Test
    void aTornCopyIsNeverWrittenOverAnOlderOne() throws IOException {
        Path path = directory.resolve("ops.journal");
        for (int round = 1; round <= 3; round++) {
            JournalBytes journal = JournalBytes.crashed(directory, 20, round);
            Files.write(path, journal.cutAt(journal.end() - 5));
            works(path, FileJournalOptions.defaults().withClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.contains(".torn-")))
                    .containsExactlyInAnyOrder(
                            "ops.journal.torn-19700101T000000Z",
                            "ops.journal.torn-19700101T000000Z-2",
                            "ops.journal.torn-19700101T000000Z-3");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSymbolicLinkMeansTheFileItPointsTo() throws IOException {
        Path volume = Files.createDirectory(directory.resolve("volume"));
        Path link = Files.createSymbolicLink(directory.resolve("ops.journal"), Path.of("volume/real.journal"));
        works(link);
        works(link);

        assertThat(link).isSymbolicLink();
        assertThat(volume.resolve("real.journal")).isRegularFile();
        assertThat(volume.resolve("real.journal.lock")).isRegularFile();

        Path first = directory.resolve("a");
        Files.createSymbolicLink(first, Path.of("b"));
        Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
        assertThat(refusal(JournalOpenException.class, first)).hasMessageContaining("circle");
    }

    @Test
    void aTornCopyThatFailsIsNotLeftHalfDone() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 20, 8);
        Path path = Files.write(directory.resolve("ops.journal"), journal.cutAt(journal.end() - 5));
        Disk noCopies = new ForwardingDisk() {
            @Override
            public DiskFile create(Path file) throws IOException {
                return new ForwardingFile(super.create(file)) {
                    @Override
                    public void write(long at, byte[] bytes, int from, int length) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
            }
        };

        assertThat(catchThrowableOfType(
                        JournalOpenException.class, () -> Journals.open(path, FileJournalOptions.defaults(), noCopies)))
                .hasMessageContaining("No space left on device");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().contains("torn"))).isEmpty();
        }
        works(path);
    }

    @Test
    void theSystemPropertiesHoldTextsAloneWhileAJournalIsOpen() {
        try (Journal journal = Journals.open(directory.resolve("ops.journal"))) {
            assertThat(journal.inFlight()).isEmpty();
            assertThat(System.getProperties().entrySet())
                    .allSatisfy(property -> assertThat(property.getValue()).isInstanceOf(String.class));
        }
    }

    @Test
    void aRefusedOpeningHoldsNothing() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 20, 9);
        byte[] damaged = journal.bytes().clone();
        damaged[journal.lines().get(3).from() + 20] ^= 4;
        Path path = Files.write(directory.resolve("ops.journal"), damaged);
        refusal(JournalDamagedException.class, path);
        refusal(JournalDamagedException.class, path);

        Files.write(path, journal.bytes());
        works(path);
    }

    @Test
    @NotWhileCompacting
    void anOpeningCutOffAtAnyWriteIsSimplyDoneAgain() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 20, 10);
        byte[] torn = journal.cutAt(journal.end() - 5);
        Path path = directory.resolve("ops.journal");
        int writes = 0;
        for (boolean cutOff = true; cutOff; writes++) {
            Files.write(path, torn);
            cutOff = isCutOffAt(path, writes);
            try (Journal opened = Journals.open(path, JournalBytes.SMALL_CHUNKS)) {
                assertThat(TailTest.everything(opened, journal.entries()))
                        .as("cut off at write %d", writes)
                        .isEqualTo(journal.entries().subList(0, 19));
            }
        }
        assertThat(writes).isGreaterThan(4);
    }

    /** Opens and dies at the n-th call that changes something; answers whether it came that far. */
    private static boolean isCutOffAt(Path path, int call) {
        FailingDisk disk = new FailingDisk();
        disk.failAt(call, true);
        try {
            Journals.open(path, JournalBytes.SMALL_CHUNKS, disk).close();
        } catch (JournalOpenException cutOff) {
            assertThat(disk.hasFailed()).isTrue();
        }
        return disk.hasFailed();
    }

    @Test
    void aReadThatFailsInAnOpeningRefusesItAndItIsSimplyDoneAgain() throws IOException {
        Path path = directory.resolve("ops.journal");
        Files.write(path, JournalBytes.crashed(directory, 40, 1).bytes());
        byte[] file = Files.readAllBytes(path);
        AtomicInteger readsLeft = new AtomicInteger();
        Disk disk = new ForwardingDisk() {
            private DiskFile failing(DiskFile file) {
                return new ForwardingFile(file) {
                    @Override
                    public int read(long at, byte[] into, int from, int length) throws IOException {
                        if (readsLeft.getAndDecrement() == 0) {
                            throw new IOException("Input/output error");
                        }
                        return super.read(at, into, from, length);
                    }
                };
            }

            @Override
            public DiskFile open(Path toOpen) throws IOException {
                return failing(super.open(toOpen));
            }

            @Override
            public DiskFile openForReading(Path toOpen) throws IOException {
                return failing(super.openForReading(toOpen));
            }
        };

        int failed = 0;
        while (!opens(path, disk, readsLeft, failed)) {
            assertThat(path).as("after read %d has failed", failed).hasBinaryContent(file);
            failed++;
        }
        assertThat(failed).as("the reads of an opening").isGreaterThan(10);
    }

    private static boolean opens(Path path, Disk disk, AtomicInteger readsLeft, int reads) {
        readsLeft.set(reads);
        try (Journal journal = FileJournal.open(path, FileJournalOptions.defaults(), disk)) {
            assertThat(journal.inFlight()).isNotEmpty();
            return true;
        } catch (JournalOpenException refused) {
            assertThat(refused).hasMessageContaining("the disk answered: java.io.IOException: Input/output error");
            return false;
        }
    }

    @Test
    void directoriesThatAreCreatedAreSynced() {
        List<Path> synced = new ArrayList<>();
        Disk watched = new ForwardingDisk() {
            @Override
            public void syncDirectory(Path toSync) throws IOException {
                synced.add(toSync.normalize());
                super.syncDirectory(toSync);
            }
        };
        Path path = directory.resolve("a/b/ops.journal");

        Journals.open(path, FileJournalOptions.defaults().withCreateParent(true), watched)
                .close();

        assertThat(synced).contains(directory, directory.resolve("a"), directory.resolve("a/b"));
    }

    @Test
    void anEmptyFileIsANewJournalAlsoIfItsFirstOpeningFailed() throws IOException {
        Path path = Files.createFile(directory.resolve("ops.journal"));
        HookedDisk disk = new HookedDisk();
        disk.beforeEachWrite(write -> {
            throw new IOException("No space left on device");
        });
        assertThatExceptionOfType(JournalOpenException.class)
                .isThrownBy(() -> Journals.open(path, FileJournalOptions.defaults(), disk))
                .withMessageContaining("No space left on device");

        works(path);
    }
}
