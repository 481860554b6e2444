package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalOpenException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.UnsupportedFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A journal's file is read without opening the journal: what it holds, how it ends, and nothing is changed. */
class JournalFileTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("ops.journal");
    }

    /** What a reading of a file answers. */
    private record Read(List<JournalEntry> entries, Verification verification) {}

    private static Read read(Path path) {
        List<JournalEntry> entries = new ArrayList<>();
        try (JournalFile file = JournalFile.open(path)) {
            Verification verification = file.read((entry, offset, length) -> {
                assertThat(file.line(offset, length))
                        .startsWith("{\"op_id\":\"" + entry.opId())
                        .endsWith("}");
                entries.add(entry);
            });
            assertThat(verification.entries()).isEqualTo(entries.size());
            return new Read(entries, verification);
        }
    }

    static Stream<JournalBytes> wholeJournals(Path directory) throws IOException {
        return Stream.of(
                JournalBytes.crashed(directory, 40, 1),
                JournalBytes.closed(directory, 40, 2),
                JournalBytes.reopened(directory, 40, 3),
                JournalBytes.rewritten(directory, 40, 4),
                JournalBytes.closed(directory, 0, 5));
    }

    @Test
    void aWholeJournalIsReadToItsEnd() throws IOException {
        for (JournalBytes journal : wholeJournals(directory).toList()) {
            Files.write(path, journal.bytes());

            Read read = read(path);

            assertThat(read.entries()).isEqualTo(journal.entries());
            Verification whole = read.verification();
            assertThat(whole.verdict()).isEqualTo(Verification.Verdict.WHOLE);
            assertThat(whole.rule()).isEqualTo("T2");
            assertThat(whole.end()).isEqualTo(journal.end());
            assertThat(whole.size()).isEqualTo(journal.bytes().length);
            assertThat(whole.lastRecord()).isEqualTo(lastNumber(journal));
            assertThat(path).hasBinaryContent(journal.bytes());
        }
    }

    private static long lastNumber(JournalBytes journal) {
        JournalBytes.LineAt last = journal.lines().get(journal.lines().size() - 1);
        return LineFormat.readSeal(journal.bytes(), last.from(), last.to() - 1).number();
    }

    @Test
    void theHeaderTellsWhatTheFileIs() throws IOException {
        JournalBytes journal = JournalBytes.rewritten(directory, 20, 6);
        Files.write(path, journal.bytes());

        try (JournalFile file = JournalFile.open(path)) {
            assertThat(file.isGoDaemonFile()).isFalse();
            assertThat(file.header())
                    .contains(new JournalFile.HeaderFacts(
                            1, journal.header().fileId(), journal.header().base()));
        }
    }

    /** Whatever happens to the bytes, the verdict is what an opening says, to the offset and the record. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void theVerdictIsWhatAnOpeningSays(long seed) throws IOException {
        Random random = new Random(seed);
        for (JournalBytes journal : wholeJournals(directory).limit(4).toList()) {
            for (int i = 0; i < 12; i++) {
                byte[] altered = Alteration.any(journal, random);
                Files.write(path, altered);

                Read read = read(path);

                assertThat(path).hasBinaryContent(altered);
                assertOpeningAgrees(read, journal.entries());
            }
        }
    }

    private void assertOpeningAgrees(Read read, List<JournalEntry> all) throws IOException {
        Verification verification = read.verification();
        Path copy = Files.copy(path, directory.resolve("copy.journal"), StandardCopyOption.REPLACE_EXISTING);
        try (Journal opened = FileJournal.open(copy, JournalBytes.SMALL_CHUNKS)) {
            assertThat(verification.verdict()).isIn(Verification.Verdict.WHOLE, Verification.Verdict.TORN);
            assertThat(TailTest.everything(opened, all)).isEqualTo(read.entries());
            assertThat(Files.exists(torn())).isEqualTo(verification.verdict() == Verification.Verdict.TORN);
            assertThat(verification.operations())
                    .containsExactlyInAnyOrderElementsOf(opened.status().cut());
        } catch (JournalDamagedException damaged) {
            assertThat(verification.verdict()).isEqualTo(Verification.Verdict.DAMAGED);
            assertThat(verification.end()).isEqualTo(damaged.offset());
            assertThat(damaged)
                    .hasMessageContaining(verification.why())
                    .hasMessageContaining(
                            verification.rule().isEmpty() ? "header" : "(rule " + verification.rule() + ")");
        }
        Files.deleteIfExists(torn());
    }

    private Path torn() throws IOException {
        try (Stream<Path> beside = Files.list(directory)) {
            return beside.filter(file -> file.getFileName().toString().startsWith("copy.journal.torn-"))
                    .findFirst()
                    .orElse(directory.resolve("none"));
        }
    }

    static Stream<byte[]> neverAJournal() {
        return Stream.of(
                new byte[0],
                "hello\n".getBytes(StandardCharsets.UTF_8),
                "\n".getBytes(StandardCharsets.UTF_8),
                "{\"name\":\"package.json\"}\n".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    }

    @ParameterizedTest
    @MethodSource
    void neverAJournal(byte[] content) throws IOException {
        Files.write(path, content);

        var refused = catchThrowableOfType(UnsupportedFormatException.class, () -> JournalFile.open(path));

        assertThat(refused.path()).isEqualTo(path);
        assertThat(refused.action()).isNotEmpty();
    }

    @Test
    void aFileOfAnotherVersionIsRefusedByName() throws IOException {
        byte[] header = JournalBytes.headerOfVersion2();
        Files.write(path, header);

        assertThat(catchThrowableOfType(UnsupportedFormatException.class, () -> JournalFile.open(path)))
                .hasMessageContaining("format version 2");
    }

    static Stream<byte[]> onceAJournal() {
        return Stream.of(
                new byte[4096],
                " ".repeat(4096).getBytes(StandardCharsets.UTF_8),
                "{\"op_id\":\"opjournal:header\",\"file_i".getBytes(StandardCharsets.UTF_8),
                ("~\n{\"op_id\":\"a\",\"kind\":\"k\",\"state\":\"started\",\"n\":1,\"d\":0,\"crc\":\"00000000\"}\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource
    void onceAJournal(byte[] content) throws IOException {
        Files.write(path, content);

        Verification damaged = read(path).verification();

        assertThat(damaged.verdict()).isEqualTo(Verification.Verdict.DAMAGED);
        assertThat(damaged.end()).isZero();
        try (JournalFile file = JournalFile.open(path)) {
            assertThat(file.header()).isEmpty();
        }
    }

    @Test
    void anEmptyFileThatWasOpenedBeforeIsDamage() throws IOException {
        Files.createFile(path);
        Files.createFile(JournalPath.lockOf(path));

        assertThat(read(path).verification().verdict()).isEqualTo(Verification.Verdict.DAMAGED);
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThat(catchThrowableOfType(JournalOpenException.class, () -> JournalFile.open(path)))
                .hasMessageContaining(path.toString())
                .hasMessageContaining("no such file");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "daemon-torn", "daemon-glued"})
    void aGoDaemonsFileIsReadAsItIs(String name) throws IOException {
        byte[] bytes = resource(name + ".jsonl");
        JsonNode expected = JsonMapper.shared().readTree(resource(name + ".expected.json"));
        Files.write(path, bytes);

        Read read = read(path);

        Map<String, String> latest = new TreeMap<>();
        read.entries().forEach(entry -> latest.put(entry.opId(), entry.state().text()));
        assertThat(JsonMapper.shared().<JsonNode>valueToTree(latest)).isEqualTo(expected.get("latestState"));
        assertThat(read.entries()).extracting(JournalEntry::recordNumber).startsWith(1L, 2L, 3L);
        assertThat(read.verification().verdict())
                .isEqualTo(
                        expected.get("damagedLines").asInt() == 0
                                ? Verification.Verdict.WHOLE
                                : Verification.Verdict.TORN);
        assertThat(path).hasBinaryContent(bytes);
        assertThat(directory.toFile().list()).containsExactly("ops.journal");
        try (Journal converted = FileJournal.open(path)) {
            assertThat(read.entries()).isEqualTo(TailTest.everything(converted, read.entries()));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream fixture = JournalFileTest.class.getResourceAsStream("/go-daemon/" + name)) {
            return fixture.readAllBytes();
        }
    }

    @Test
    void aDamagedLineOfAGoDaemonIsDamage() throws IOException {
        String first = "{\"op_id\":\"a\",\"kind\":\"start\",\"state\":\"started\"}\n";
        Files.writeString(path, first + "{\"op_ID\":7\n" + first);

        Verification damaged = read(path).verification();

        assertThat(damaged.verdict()).isEqualTo(Verification.Verdict.DAMAGED);
        assertThat(damaged.end()).isEqualTo(first.length());
        assertThat(damaged.lastRecord()).isEqualTo(1);
    }

    @Test
    void besideARunningJournalNothingLooksDamaged() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Journal journal = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
            Thread writer = new Thread(() -> {
                while (!stop.get()) {
                    journal.append(batchOf(20));
                }
            });
            writer.start();
            long before = 0;
            for (int i = 0; i < 30; i++) {
                long acknowledged = journal.status().counts().get(OpState.STARTED);
                Verification read = verify();
                assertThat(read.verdict())
                        .as("%s", read)
                        .isIn(Verification.Verdict.WHOLE, Verification.Verdict.UNDER_WAY);
                assertThat(read.entries()).isGreaterThanOrEqualTo(Math.max(before, acknowledged));
                before = read.entries();
            }
            stop.set(true);
            writer.join();
        }
        assertThat(verify().verdict()).isEqualTo(Verification.Verdict.WHOLE);
    }

    private Verification verify() {
        try (JournalFile file = JournalFile.open(path)) {
            return file.read((entry, offset, length) -> {});
        }
    }

    private static List<JournalEntry> batchOf(int entries) {
        List<JournalEntry> batch = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            batch.add(JournalEntry.of("op-" + System.nanoTime() + "-" + i, "vm.start", OpState.STARTED)
                    .build());
        }
        return batch;
    }

    @Test
    void aHalfWrittenBatchIsUnderWayAsLongAsTheLockIsHeld() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 20, 31);
        JournalBytes.LineAt last = journal.lines().get(20);
        byte[] half = journal.bytes().clone();
        Arrays.fill(half, last.from() + 60, half.length, (byte) ' ');
        Files.write(path, half);

        try (DiskLock lock = ForwardingDisk.lockOf(path.toRealPath())) {
            Verification underWay = read(path).verification();
            assertThat(underWay.verdict()).isEqualTo(Verification.Verdict.UNDER_WAY);
            assertThat(underWay.end()).isEqualTo(last.from());
            assertThat(underWay.holder())
                    .contains("process " + ProcessHandle.current().pid() + " ");
            assertThat(lock.createdNow()).isTrue();
        }

        Verification torn = read(path).verification();
        assertThat(torn.verdict()).isEqualTo(Verification.Verdict.TORN);
        assertThat(torn.rule()).isEqualTo("T6");
        assertThat(torn.holder()).isNull();
        assertThat(torn.operations()).containsExactly(journal.entries().get(19).opId());
    }

    @Test
    void whatWasSyncedOnceIsDamagedAlsoWhileTheLockIsHeld() throws IOException {
        JournalBytes journal = JournalBytes.rewritten(directory, 20, 32);
        for (int line : new int[] {3, 13}) {
            byte[] altered = journal.bytes().clone();
            altered[journal.lines().get(line).from() + 20] ^= 1;
            Files.write(path, altered);
            try (DiskLock lock = ForwardingDisk.lockOf(path.toRealPath())) {
                Verification damaged = read(path).verification();
                assertThat(damaged.verdict()).isEqualTo(Verification.Verdict.DAMAGED);
                assertThat(damaged.rule()).isEqualTo(line == 3 ? "T1" : "T3");
                assertThat(damaged.holder()).contains("process");
                assertThat(JournalPath.lockOf(path)).exists();
                assertThat(lock).isNotNull();
            }
        }
    }

    @Test
    void aFileWhoseNameIsGivenToAnotherIsReadOn() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 20, 33);
        Files.write(path, journal.bytes());
        Path other = Files.write(
                directory.resolve("other"),
                JournalBytes.closed(directory, 3, 34).bytes());

        try (JournalFile file = JournalFile.open(path)) {
            Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            List<JournalEntry> entries = new ArrayList<>();
            file.read((entry, offset, length) -> entries.add(entry));
            assertThat(entries).isEqualTo(journal.entries());
        }
    }

    @Test
    void anInterruptedThreadReadsAndStaysInterrupted() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 20, 35);
        Files.write(path, journal.cutAt(journal.end() - 5));
        Files.createFile(JournalPath.lockOf(path));

        Thread.currentThread().interrupt();
        Verification torn = read(path).verification();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(torn.verdict()).isEqualTo(Verification.Verdict.TORN);
    }

    @Test
    void nobodyIsRefusedForBeingLookedAt() throws Exception {
        FileJournal.open(path).close();
        Path real = path.toRealPath();
        AtomicBoolean stop = new AtomicBoolean();
        List<Throwable> problems = new ArrayList<>();
        Thread looker = new Thread(() -> {
            try {
                while (!stop.get()) {
                    ForwardingDisk.holderOf(real);
                }
            } catch (Throwable e) {
                problems.add(e);
            }
        });
        looker.start();
        for (int i = 0; i < 50; i++) {
            try (Journal journal = FileJournal.open(path)) {
                journal.begin(OperationSpec.of("vm.start")).succeeded();
                assertThat(ForwardingDisk.holderOf(real))
                        .hasValueSatisfying(holder -> assertThat(holder).contains("process"));
            }
        }
        stop.set(true);
        looker.join();
        assertThat(problems).isEmpty();
        assertThat(ForwardingDisk.holderOf(real)).isEmpty();
    }
}
