package dev.opjournal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.opjournal.Journal;
import dev.opjournal.JournalOpenException;
import dev.opjournal.LogLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each start that docs/runbook.md tells of is refused for real, and says what stands there. */
@EnabledOnOs(OS.LINUX)
@NotWhileCompacting
class RunbookStartTest {
    @RegisterExtension
    static final Runbook PAGE = Runbook.part("The application does not start");

    private static final String HELD = "Held by another process";
    private static final String DAMAGED = "Damaged";
    private static final String MISSING = "Missing or empty";
    private static final String GO = "A Go daemon's file";
    private static final String FORMAT = "Another format";
    private static final String ACCESS = "No access, or the wrong path";

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void aPath() throws IOException {
        directory = directory.toRealPath();
        path = directory.resolve("operations.journal");
    }

    @Test
    void everyQuoteStandsInAPartWhoseTestProvokesIt() {
        assertThat(Runbook.parts())
                .allSatisfy((part, text) -> assertThat(Runbook.quotesIn(text).isEmpty())
                        .as(part)
                        .isEqualTo(!part.startsWith("The application ")));
    }

    @Test
    void eachSymptomIsQuotedInTheSectionThatItsRowNames() {
        assertThat(Runbook.symptoms())
                .hasSizeGreaterThan(20)
                .allSatisfy((symptom, section) -> assertThat(section).contains(symptom));
    }

    private Map<String, String> assertRefused(String section, Path file, FileJournalOptions options, Disk disk) {
        var refusal = catchThrowableOfType(
                JournalOpenException.class,
                () -> FileJournal.open(file, options, disk).close());
        assertThat(refusal).as("opening %s", file).isNotNull();
        return PAGE.quotes(section, file, refusal.getMessage());
    }

    private Map<String, String> assertRefused(String section, Path file) {
        return assertRefused(section, file, FileJournalOptions.defaults(), new LocalDisk());
    }

    @Test
    void aHolderIsNamed() throws Exception {
        try (ChildJvm holder = ChildJvm.start(directory, LockChild.class, path.toString())) {
            assertThat(holder.nextLine()).startsWith(LockChild.HOLDS);
            String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();

            assertThat(assertRefused(HELD, path))
                    .containsEntry("pid", Long.toString(holder.pid()))
                    .containsEntry("host", host);

            try (LogLines log = new LogLines(LockWait.class)) {
                FileJournalOptions patient = FileJournalOptions.defaults().withLockTimeout(Duration.ofMillis(20));
                assertRefused(HELD, path, patient, new LocalDisk());
                assertThat(log.at(Level.INFO)).singleElement().satisfies(line -> PAGE.quotes(HELD, path, line));
            }
            holder.end();
        }
    }

    @Test
    void aHolderInTheSameProcessIsNamed() {
        try (Journal holder = FileJournal.open(path)) {
            assertRefused(HELD, path);
            assertThat(holder.inFlight()).isEmpty();
        }
    }

    /** Opens a file that holds this, which is damage as the page lists it, and finds the file as it was. */
    private void assertDamaged(String damage, byte[] bytes) throws IOException {
        Files.write(path, bytes);

        assertThat(assertRefused(DAMAGED, path)).containsEntry("damage", damage);

        PAGE.lists(DAMAGED, damage);
        assertThat(path).hasBinaryContent(bytes);
    }

    private static byte[] altered(byte[] bytes, int at, int value) {
        byte[] altered = bytes.clone();
        altered[at] = (byte) value;
        return altered;
    }

    @Test
    void damageIsToldByItsRule() throws IOException {
        JournalBytes crashed = JournalBytes.crashed(directory, 30, 11);
        JournalBytes rewritten = JournalBytes.rewritten(directory, 20, 12);
        JournalBytes.LineAt second = crashed.lines().get(2);
        JournalBytes.LineAt last = crashed.lines().get(crashed.lines().size() - 1);
        byte[] hole = crashed.bytes().clone();
        Arrays.fill(hole, second.from(), second.from() + 40, (byte) ' ');

        assertDamaged(
                "the lines that the file was made with are cut or altered (rule T1)",
                rewritten.cutAt((int) rewritten.header().base() - 1));
        assertDamaged("a later line tells that this place was once synced (rule T3)", hole);
        assertDamaged("a byte follows that no line holds (rule T4)", altered(crashed.bytes(), last.from() + 30, 0));
        assertDamaged("a whole line has no line end (rule T5)", altered(crashed.bytes(), last.to() - 1, 'J'));
        assertDamaged("the line here is altered (rule T7)", altered(crashed.bytes(), last.from() + 12, 'X'));
    }

    @Test
    void damageToTheHeaderIsTold() throws IOException {
        JournalBytes crashed = JournalBytes.crashed(directory, 5, 13);

        assertDamaged("the header is cut or altered, or this was never a journal", altered(crashed.bytes(), 20, 'X'));
        for (String never : new String[] {"<xml/>\n", " ".repeat(4096), "\0".repeat(4096)}) {
            assertDamaged("the header is cut or altered, or this was never a journal", never.getBytes(UTF_8));
        }
        assertDamaged("the header contradicts itself", JournalBytes.sealedHeader("\"format\":1,\"base\":5"));
    }

    @Test
    void damageToAGoDaemonsFileIsTold() throws IOException {
        String good = "{\"op_id\":\"a\",\"kind\":\"vm.start\",\"state\":\"started\",\"at\":\"2026-01-01T00:00:00Z\"}\n";

        assertDamaged(
                "this line of the Go daemon cannot be read, and no record begins inside it",
                (good + "rubbish\n" + good).getBytes(UTF_8));
    }

    @Test
    void anEmptyFileThatWasOpenedBeforeIsRefused() throws IOException {
        FileJournal.open(path).close();
        Files.write(path, new byte[0]);

        assertRefused(MISSING, path);
    }

    @Test
    void aMissingFileBesideItsRemainsIsRefused() throws IOException {
        Path remains = Files.createFile(directory.resolve("operations.journal.compacting"));

        assertThat(assertRefused(MISSING, path))
                .containsEntry("other file", remains.getFileName().toString());
    }

    @Test
    void aMissingFileBesideItsLockAloneIsMadeAnewWithAWarning() throws IOException {
        FileJournal.open(path).close();
        Files.delete(path);

        try (LogLines log = new LogLines(Opening.class)) {
            FileJournal.open(path).close();
            assertThat(log.at(Level.WARN)).singleElement().satisfies(line -> PAGE.quotes(MISSING, path, line));
        }
        assertThat(path).isNotEmptyFile();
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("not-mounted");

        assertThat(assertRefused("The directory is missing", missing.resolve("operations.journal")))
                .containsEntry("directory", missing.toString());
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        Files.write(path, JournalBytes.headerOfVersion2());
        assertThat(assertRefused(FORMAT, path)).containsEntry("version", "2");

        Files.writeString(path, "{\"name\":\"package.json\"}\n");
        assertRefused(FORMAT, path);
    }

    private void aGoDaemonsFile() throws IOException {
        try (InputStream fixture = getClass().getResourceAsStream("/go-daemon/daemon.jsonl")) {
            Files.copy(fixture, path);
        }
    }

    @Test
    void aGoDaemonThatStillWritesIsNoticed() throws IOException {
        aGoDaemonsFile();
        HookedDisk disk = new HookedDisk();
        disk.beforeEachWrite(write -> Files.writeString(path, "\n", StandardOpenOption.APPEND));

        assertRefused(GO, path, FileJournalOptions.defaults(), disk);
    }

    @Test
    void aConversionIsTold() throws IOException {
        aGoDaemonsFile();
        try (LogLines log = new LogLines(Creation.class)) {
            FileJournal.open(path).close();

            assertThat(log.at(Level.INFO)).singleElement().satisfies(line -> {
                Map<String, String> values = PAGE.quotes(GO, path, line);
                assertThat(directory.resolve(values.get("other file"))).isRegularFile();
            });
        }
    }

    @Test
    void aWrongPathIsTold() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        assertRefused(ACCESS, inner);
        assertRefused(ACCESS, Path.of("/dev/null"));
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(assertRefused(ACCESS, file.resolve("operations.journal")))
                .containsEntry("directory", file.toString());
        Files.createSymbolicLink(directory.resolve("b"), path);
        Files.createSymbolicLink(path, Path.of("b"));
        assertRefused(ACCESS, path);
    }

    private void assertTheDiskAnswers(String listed, Path file, Disk disk) {
        assertThat(assertRefused(ACCESS, file, FileJournalOptions.defaults(), disk)
                        .get("answer"))
                .contains(listed);
        PAGE.lists(ACCESS, listed);
    }

    private static Disk answering(String message) {
        HookedDisk disk = new HookedDisk();
        disk.beforeEachWrite(write -> {
            throw new IOException(message);
        });
        return disk;
    }

    // A directory in which not even root may create a file, and what the kernel says of a disk, by its own words.
    @Test
    void whatTheDiskAnswersIsPassedOn() {
        assertTheDiskAnswers("AccessDeniedException", Path.of("/sys/kernel/operations.journal"), new LocalDisk());
        for (String answer : new String[] {
            "Permission denied",
            "Operation not permitted",
            "Read-only file system",
            "No space left on device",
            "Disk quota exceeded",
            "Input/output error"
        }) {
            assertTheDiskAnswers(answer, path, answering(answer));
        }
    }
}
