package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each row of the table in {@link Tail}, by its name, and what opening does with it. */
class TailTest {
    @TempDir
    Path directory;

    private JournalBytes journal;
    private Path path;

    @BeforeEach
    void aJournalAsACrashLeavesIt() throws IOException {
        journal = JournalBytes.crashed(directory, 30, 11);
        path = directory.resolve("ops.journal");
    }

    private void assertDamage(byte[] bytes, Tail.Rule rule, long offset) throws IOException {
        assertThat(JournalBytes.judge(bytes, journal.header())).isEqualTo(rule);
        Files.write(path, bytes);
        var damaged = catchThrowableOfType(JournalDamagedException.class, () -> FileJournal.open(path));
        assertThat(damaged.path()).isEqualTo(path);
        assertThat(damaged.offset()).isEqualTo(offset);
        assertThat(damaged).hasMessageContaining("rule " + rule).hasMessageContaining(path.toString());
        assertThat(path).hasBinaryContent(bytes);
    }

    /** Opens what is left to exactly the first entries, keeps what was cut, and goes on. */
    private void assertOpensTo(byte[] bytes, Tail.Rule rule, int entries, long end) throws IOException {
        assertThat(JournalBytes.judge(bytes, journal.header())).isEqualTo(rule);
        Files.write(path, bytes);
        try (Journal opened = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
            assertThat(everything(opened, journal.entries()))
                    .isEqualTo(journal.entries().subList(0, entries));
            opened.begin(OperationSpec.of("vm.start").opId("goes-on")).succeeded();
        }
        try (Stream<Path> beside = Files.list(directory)) {
            List<Path> torn = beside.filter(
                            file -> file.getFileName().toString().startsWith("ops.journal.torn-"))
                    .toList();
            if (rule == Tail.Rule.T6) {
                assertThat(torn).hasSize(1);
                assertThat(torn.get(0)).hasBinaryContent(Arrays.copyOfRange(bytes, (int) end, bytes.length));
            } else {
                assertThat(torn).isEmpty();
            }
        }
        try (Journal again = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
            assertThat(again.history("goes-on")).hasSize(2);
            assertThat(everything(again, journal.entries()))
                    .isEqualTo(journal.entries().subList(0, entries));
        }
    }

    static List<JournalEntry> everything(Journal opened, List<JournalEntry> expected) {
        return expected.stream()
                .map(JournalEntry::opId)
                .distinct()
                .flatMap(opId -> opened.history(opId).stream())
                .sorted(Comparator.comparingLong(JournalEntry::recordNumber))
                .toList();
    }

    private JournalBytes.LineAt line(int fromTheEnd) {
        List<JournalBytes.LineAt> lines = journal.lines();
        return lines.get(lines.size() - 1 - fromTheEnd);
    }

    @Test
    @DisplayName("T1: what is below base is damage, cut or altered")
    void t1() throws IOException {
        journal = JournalBytes.rewritten(directory, 20, 12);
        byte[] bytes = journal.bytes();
        int base = (int) journal.header().base();
        JournalBytes.LineAt third = journal.lines().get(3);
        byte[] altered = bytes.clone();
        altered[third.from() + 20] ^= 1;

        assertDamage(altered, Tail.Rule.T1, third.from());
        JournalBytes.LineAt lastBelow = journal.lines().stream()
                .filter(line -> line.to() == base)
                .findFirst()
                .orElseThrow();
        assertDamage(journal.cutAt(base - 1), Tail.Rule.T1, lastBelow.from());
        assertDamage(journal.cutAt(lastBelow.from()), Tail.Rule.T1, lastBelow.from());
    }

    @Test
    @DisplayName("T2: spaces or NULs to the end are the end")
    void t2() throws IOException {
        int all = journal.entries().size();
        assertOpensTo(journal.bytes(), Tail.Rule.T2, all, journal.end());
        assertOpensTo(journal.cutAt(journal.end()), Tail.Rule.T2, all, journal.end());
        byte[] nuls = journal.bytes().clone();
        Arrays.fill(nuls, journal.end() + 5, nuls.length, (byte) 0);
        assertOpensTo(nuls, Tail.Rule.T2, all, journal.end());
        assertThat(Files.readString(path)).as("NULs are gone").doesNotContain("\0");
    }

    @Test
    void noNulStandsBehindTheSpaceThatIsSetAside() throws IOException {
        Files.write(path, Arrays.copyOf(journal.bytes(), journal.bytes().length + (1 << 16)));

        try (Journal opened = FileJournal.open(path, JournalBytes.SMALL_CHUNKS)) {
            assertThat(opened.inFlight()).isNotEmpty();
            assertThat(Files.readString(path))
                    .as("a tear of the next batch would look like damage")
                    .doesNotContain("\0");
        }
    }

    @Test
    @DisplayName("T3: a later watermark tells that the place was once synced")
    void t3() throws IOException {
        JournalBytes.LineAt second = journal.lines().get(2);
        byte[] bytes = journal.bytes().clone();
        Arrays.fill(bytes, second.from(), second.from() + 40, (byte) ' ');

        assertDamage(bytes, Tail.Rule.T3, second.from());
    }

    @Test
    @DisplayName("T4: a byte that no line holds is damage")
    void t4() throws IOException {
        JournalBytes.LineAt last = line(0);
        for (int alien : new int[] {0x00, 0x1F, 0x09, 0xC0, 0xC1, 0xF5, 0xFF}) {
            byte[] bytes = journal.bytes().clone();
            bytes[last.from() + 30] = (byte) alien;
            assertDamage(bytes, Tail.Rule.T4, last.from());
        }
    }

    @Test
    @DisplayName("T0: behind a sector of spaces NULs to the end are space that was under way")
    void t0() throws IOException {
        int all = journal.entries().size();
        JournalBytes.LineAt last = line(0);
        byte[] underWay = Arrays.copyOf(journal.bytes(), journal.bytes().length + 8192);
        Arrays.fill(underWay, underWay.length - 2048, underWay.length - 1024, (byte) ' ');
        assertOpensTo(underWay, Tail.Rule.T2, all, journal.end());
        Files.delete(path);

        byte[] torn = underWay.clone();
        Arrays.fill(torn, last.to() - 1, last.to(), (byte) ' ');
        assertOpensTo(torn, Tail.Rule.T6, all - 1, last.from());
        clearTorn();

        byte[] altered = underWay.clone();
        altered[last.from() + 12] = 'X';
        assertDamage(altered, Tail.Rule.T7, last.from());
    }

    @Test
    @DisplayName(
            "T4, not T0: a NUL with a line behind it, off a sector's start, or without a sector of spaces before it")
    void t4NotT0() throws IOException {
        JournalBytes.LineAt last = line(0);
        byte[] torn = Arrays.copyOf(journal.bytes(), journal.bytes().length + 8192);
        Arrays.fill(torn, last.to() - 1, last.to(), (byte) ' ');

        byte[] offStart = torn.clone();
        offStart[journal.bytes().length - 1] = 0;
        assertDamage(offStart, Tail.Rule.T4, last.from());

        byte[] noSector = torn.clone();
        noSector[journal.bytes().length - 200] = 'x';
        assertDamage(noSector, Tail.Rule.T4, last.from());

        byte[] lineBehind = torn.clone();
        System.arraycopy(torn, last.from(), lineBehind, torn.length - 4096, last.to() - last.from());
        assertDamage(lineBehind, Tail.Rule.T4, last.from());
    }

    @Test
    @DisplayName("T5: a whole line without its line end is damage")
    void t5() throws IOException {
        JournalBytes.LineAt last = line(0);
        byte[] bytes = journal.bytes().clone();
        bytes[last.to() - 1] = 'J';

        assertDamage(bytes, Tail.Rule.T5, last.from());
    }

    @Test
    @DisplayName("T6: no line end before the file ends, or a sector's portion of only spaces, is torn")
    void t6() throws IOException {
        JournalBytes.LineAt last = line(0);
        int before = journal.entries().size() - 1;

        byte[] noLineEnd = journal.cutAt(last.to() - 1);
        assertOpensTo(noLineEnd, Tail.Rule.T6, before, last.from());
        Files.delete(path);
        clearTorn();

        List<JournalBytes.LineAt> lines = journal.lines();
        int crossing = lines.size() - 1;
        while (lines.get(crossing).from() / 512 == (lines.get(crossing).to() - 1) / 512) {
            crossing--;
        }
        JournalBytes.LineAt line = lines.get(crossing);
        byte[] firstPortion = journal.cutAt(line.to());
        Arrays.fill(firstPortion, line.from(), (line.from() / 512 + 1) * 512, (byte) ' ');
        assertOpensTo(firstPortion, Tail.Rule.T6, crossing - 1, line.from());
    }

    private void clearTorn() throws IOException {
        try (Stream<Path> beside = Files.list(directory)) {
            for (Path file : beside.filter(f -> f.toString().contains(".torn-")).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    @DisplayName("T7: anything else is damage, a right checksum with a wrong n or d too")
    void t7() throws IOException {
        JournalBytes.LineAt last = line(0);
        byte[] altered = journal.bytes().clone();
        altered[last.from() + 12] = 'X';
        assertDamage(altered, Tail.Rule.T7, last.from());

        assertDamage(withLastLine(+1, 0), Tail.Rule.T7, last.from());
        assertDamage(withLastLine(0, -1), Tail.Rule.T7, last.from());
    }

    /** The last line sealed anew, with another number or watermark. */
    private byte[] withLastLine(int moreNumber, int moreWatermark) {
        JournalBytes.LineAt last = line(0);
        LineFormat.Seal seal = LineFormat.readSeal(journal.bytes(), last.from(), last.to() - 1);
        String text = journal.text(last);
        byte[] prefix = text.substring(0, text.indexOf(",\"n\":")).getBytes(StandardCharsets.UTF_8);
        Bytes forged = new Bytes(512);
        LineFormat.seal(
                new Line(prefix, journal.header().seed()),
                seal.number() + moreNumber,
                seal.watermark() + moreWatermark,
                forged);
        byte[] bytes = Arrays.copyOf(journal.bytes(), last.from() + forged.length());
        System.arraycopy(forged.array(), 0, bytes, last.from(), forged.length());
        return bytes;
    }

    @Test
    void theOperationsNamedInATornTailAreReported() throws IOException {
        JournalBytes.LineAt last = line(0);
        String opId = journal.entries().get(journal.entries().size() - 1).opId();
        Files.write(path, journal.cutAt(last.to() - 10));

        try (Journal opened = FileJournal.open(path)) {
            assertThat(opened.status().cut()).containsExactly(opId);
        }
        try (Journal again = FileJournal.open(path)) {
            assertThat(again.status().cut()).isEmpty();
        }
    }

    @Test
    void anIdThatIsTornItselfIsNotReportedAndTheJournalOpens() throws IOException {
        JournalBytes.LineAt last = line(0);
        for (String behind : List.of("}\n{\"op_id\":\"whole\",", "\\q\"}", "\"")) {
            String tail =
                    "{\"op_id\":\"torn" + " ".repeat(1024 - "{\"op_id\":\"torn".length() - last.from() % 512) + behind;
            byte[] bytes = Arrays.copyOf(journal.bytes(), last.from() + tail.length());
            System.arraycopy(tail.getBytes(StandardCharsets.UTF_8), 0, bytes, last.from(), tail.length());
            Files.write(path, bytes);

            try (Journal opened = FileJournal.open(path)) {
                assertThat(everything(opened, journal.entries()))
                        .isEqualTo(
                                journal.entries().subList(0, journal.entries().size() - 1));
                assertThat(opened.status().cut()).doesNotContain("torn");
            }
        }
    }
}
