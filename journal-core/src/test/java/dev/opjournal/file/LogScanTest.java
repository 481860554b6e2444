package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However the file is split over threads, the same lines are told, in the same order, to the same end. */
class LogScanTest {
    private static final Fingerprints FINGERPRINTS = new Fingerprints(1, 2);
    private static final String FILE_ID = "00112233445566778899aabbccddeeff";

    @TempDir(factory = InMemory.class)
    static Path directory;

    /** A line that was told. */
    private record Told(Facts facts, long offset, int length) {}

    private record Outcome(List<Told> lines, LineScan.Position end) {}

    private static Outcome byTheDecoder(byte[] content, Header header) throws IOException {
        List<Told> lines = new ArrayList<>();
        LineScan.Position end = new LineScan(JournalBytes.file(content), header)
                .run(LineScan.Position.behind(header), (entry, offset, length) -> {
                    int from = (int) offset;
                    LineFormat.Seal seal = LineFormat.readSeal(content, from, from + length - 1);
                    lines.add(new Told(Facts.of(entry, seal, FINGERPRINTS), offset, length));
                });
        return new Outcome(lines, end);
    }

    private static Outcome scanned(byte[] content, Header header, int processors, int chunk) throws IOException {
        List<Told> lines = new ArrayList<>();
        LineScan.Position end = new LogScan(JournalBytes.file(content), header, FINGERPRINTS, processors, chunk)
                .run(
                        LineScan.Position.behind(header),
                        (facts, offset, length) -> lines.add(new Told(Facts.of(facts), offset, length)));
        return new Outcome(lines, end);
    }

    private static void assertEverySplitTellsTheSame(byte[] content) throws IOException {
        assertEverySplitTellsTheSame(content, JournalBytes.header(content));
    }

    private static void assertEverySplitTellsTheSame(byte[] content, Header header) throws IOException {
        Outcome expected = byTheDecoder(content, header);
        for (int processors : new int[] {1, 2, 4}) {
            for (int chunk : new int[] {1, 100, 512, 4099, 1 << 20}) {
                assertThat(scanned(content, header, processors, chunk))
                        .as("with %s processors and chunks of %s bytes", processors, chunk)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<JournalBytes> journals;

    @BeforeAll
    static void writeJournals() throws IOException {
        journals = List.of(
                JournalBytes.crashed(directory, 40, 1),
                JournalBytes.closed(directory, 40, 2),
                JournalBytes.reopened(directory, 40, 3),
                JournalBytes.rewritten(directory, 40, 4),
                JournalBytes.closed(directory, 1, 5),
                JournalBytes.crashedWithLastBatch(directory, 20, 9, 6));
    }

    static List<JournalBytes> journals() {
        return journals;
    }

    @ParameterizedTest
    @MethodSource("journals")
    void aWholeJournalIsToldToItsEnd(JournalBytes journal) throws IOException {
        assertEverySplitTellsTheSame(journal.bytes());
        assertThat(scanned(journal.bytes(), journal.header(), 2, 512).end().offset())
                .isEqualTo(journal.end());
    }

    @ParameterizedTest
    @MethodSource("journals")
    void aJournalThatIsCutIsToldToTheSamePlace(JournalBytes journal) throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 25; i++) {
            int headerEnd = journal.header().length();
            int cut = headerEnd + random.nextInt(journal.bytes().length - headerEnd + 1);
            byte[] spaces = journal.bytes().clone();
            Arrays.fill(spaces, cut, Math.min(spaces.length, cut + random.nextInt(3000)), (byte) ' ');

            assertEverySplitTellsTheSame(journal.cutAt(cut));
            assertEverySplitTellsTheSame(spaces);
        }
    }

    @ParameterizedTest
    @MethodSource("journals")
    void aDamagedJournalIsToldToTheSamePlace(JournalBytes journal) throws IOException {
        Random random = new Random(12);
        for (int i = 0; i < 25; i++) {
            byte[] damaged = journal.bytes().clone();
            int headerEnd = journal.header().length();
            int at = headerEnd + random.nextInt(journal.bytes().length - headerEnd);
            damaged[at] = (byte) (random.nextBoolean() ? '\n' : damaged[at] ^ 1 << random.nextInt(8));

            assertEverySplitTellsTheSame(damaged);
        }
    }

    /** Lines of every length, some in another form, with a seal that one of them may not have. */
    private static byte[] generated(Random random) {
        Bytes file = new Bytes(1 << 12);
        file.add(Header.write(FILE_ID, 0, Instant.EPOCH));
        LineEncoder encoder = new LineEncoder(Dialect.STANDARD, RandomLines.SEED);
        int lines = random.nextInt(60);
        int odd = random.nextInt(120);
        long watermark = file.length();
        for (int i = 1; i <= lines; i++) {
            int size = random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(300);
            byte[] prefix = encoder.encode(JournalEntry.of("op-" + i, "vm.start", OpState.values()[random.nextInt(4)])
                            .target("ü".repeat(size))
                            .idempotencyKey(random.nextBoolean() ? "key-" + i : null)
                            .build())
                    .prefix()
                    .copy();
            if (random.nextInt(5) == 0) {
                prefix = new String(prefix, StandardCharsets.UTF_8)
                        .replace(",\"kind", " , \"kind")
                        .getBytes(StandardCharsets.UTF_8);
            }
            watermark = random.nextBoolean() ? file.length() : watermark;
            LineFormat.seal(
                    new Line(prefix, RandomLines.SEED),
                    i == odd ? i + 1 : i,
                    watermark + (i == odd - 60 ? 1 : 0),
                    file);
        }
        return file.copy();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void linesOfEveryLengthAndFormAreTold(long seed) throws IOException {
        assertEverySplitTellsTheSame(generated(new Random(seed)));
    }

    @Test
    void whateverTheChunkNoLineIsLostAtItsEdge() throws IOException {
        JournalBytes journal = JournalBytes.crashed(directory, 6, 21);
        Outcome expected = byTheDecoder(journal.bytes(), journal.header());
        int longest = journal.lines().stream()
                .mapToInt(line -> line.to() - line.from())
                .max()
                .orElseThrow();

        for (int chunk = 1; chunk <= 2 * longest + 2; chunk++) {
            assertThat(scanned(journal.bytes(), journal.header(), 1, chunk))
                    .as("chunks of %s bytes", chunk)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aLineWithoutAnEndIsReadNoFurtherThanALineMayBeLong() throws IOException {
        Header header = JournalBytes.closed(directory, 1, 25).header();
        LineScan.Position start = LineScan.Position.behind(header);
        AtomicLong read = new AtomicLong();
        DiskFile endless = new ForwardingFile(JournalBytes.file(new byte[0])) {
            @Override
            public int read(long at, byte[] into, int from, int length) {
                Arrays.fill(into, from, from + length, (byte) 'x');
                if (at == start.offset()) {
                    into[from] = '{';
                }
                read.addAndGet(length);
                return length;
            }
        };
        int chunk = 1 << 18;
        List<Long> told = new ArrayList<>();

        LineScan.Position end = new LogScan(endless, header, FINGERPRINTS, 1, chunk)
                .run(start, (facts, offset, length) -> told.add(offset));

        assertThat(told).isEmpty();
        assertThat(end.offset()).isEqualTo(start.offset());
        assertThat(read.get()).isLessThanOrEqualTo(LineWindow.LONGEST_LINE + 2L * chunk);
    }

    @Test
    void theCallingThreadIsToldAndItsInterruptIsKept() throws IOException {
        JournalBytes journal = JournalBytes.closed(directory, 200, 22);
        List<Thread> told = new ArrayList<>();
        Thread.currentThread().interrupt();
        LineScan.Position end = new LogScan(JournalBytes.file(journal.bytes()), journal.header(), FINGERPRINTS, 4, 100)
                .run(
                        LineScan.Position.behind(journal.header()),
                        (facts, offset, length) -> told.add(Thread.currentThread()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(end.closed()).isTrue();
        assertThat(told).hasSize(201).containsOnly(Thread.currentThread());
    }

    @Test
    void noThreadOutlivesTheScan() throws IOException {
        JournalBytes journal = JournalBytes.closed(directory, 200, 23);
        LogScan scan = new LogScan(JournalBytes.file(journal.bytes()), journal.header(), FINGERPRINTS, 4, 100);
        LineScan.Position start = LineScan.Position.behind(journal.header());
        List<Integer> during = new ArrayList<>();

        scan.run(start, (facts, offset, length) -> during.add(scanThreads()));
        assertThat(during).contains(3);
        assertThat(scanThreads()).isZero();

        assertThatIllegalStateException()
                .isThrownBy(() -> scan.run(start, (facts, offset, length) -> {
                    throw new IllegalStateException("told");
                }))
                .withMessage("told");
        assertThat(scanThreads()).isZero();
    }

    @Test
    void aFileThatCannotBeReadIsToldAndNoThreadIsLeft() throws IOException {
        JournalBytes journal = JournalBytes.closed(directory, 200, 24);
        DiskFile unreadable = new ForwardingFile(JournalBytes.file(journal.bytes())) {
            @Override
            public int read(long at, byte[] into, int from, int length) throws IOException {
                if (at > 4000) {
                    throw new IOException("the disk is gone");
                }
                return super.read(at, into, from, length);
            }
        };
        LogScan scan = new LogScan(unreadable, journal.header(), FINGERPRINTS, 3, 100);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> scan.run(LineScan.Position.behind(journal.header()), (facts, offset, length) -> {}))
                .withMessage("the disk is gone");
        assertThat(scanThreads()).isZero();
    }

    private static int scanThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("opjournal-scan-"))
                .count();
    }
}
