package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged journal yields a new one with everything that can be proven, and a list of what was lost. */
class SalvageTest extends SalvageFixture {
    /** The new journal opens, holds exactly these entries in their order, its numbers have no gap, and it goes on. */
    private void assertOpensTo(List<JournalEntry> expected, SalvageReport report) throws IOException {
        assertThat(report.salvaged()).isEqualTo(salvaged.toRealPath());
        assertThat(report.entries()).isEqualTo(expected.size());
        byte[] bytes = Files.readAllBytes(salvaged);
        Header header = JournalBytes.header(bytes);
        assertThat(header.base()).as("all lines are below base").isEqualTo(bytes.length);
        assertThat(header.fileId()).isNotEqualTo(journal.header().fileId());
        assertThat(header.number() + 1).isEqualTo(report.firstRecord());
        assertThat(report.lastRecord() - report.firstRecord() + 1).isEqualTo(expected.size());
        try (Journal opened = FileJournal.open(salvaged, JournalBytes.SMALL_CHUNKS)) {
            List<JournalEntry> kept = TailTest.everything(opened, journal.entries());
            assertThat(kept).extracting(JournalEntry::recordNumber).containsExactlyElementsOf(numbers(report));
            assertThat(withoutNumbers(kept)).isEqualTo(withoutNumbers(expected));
            opened.begin(OperationSpec.of("vm.start").opId("goes-on")).succeeded();
        }
        try (Journal again = FileJournal.open(salvaged)) {
            assertThat(again.history("goes-on")).hasSize(2);
        }
    }

    private static List<Long> numbers(SalvageReport report) {
        List<Long> numbers = new ArrayList<>();
        for (long number = report.firstRecord(); number <= report.lastRecord(); number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private JournalEntry entry(int record) {
        return journal.entries().get(record - 1);
    }

    private static void assertLoss(Loss loss, long offset, long length, long first, long last) {
        assertThat(loss)
                .as("%s", loss)
                .extracting(Loss::offset, Loss::length, Loss::firstMissing, Loss::lastMissing)
                .containsExactly(offset, length, first, last);
    }

    @Test
    void aFlippedBitCostsItsLineAlone() throws IOException {
        JournalBytes.LineAt line = line(17);

        SalvageReport report = salvage(flipped(17));

        assertOpensTo(allBut(17), report);
        assertThat(report.lastRecord()).isEqualTo(40);
        assertThat(report.firstRecord()).isEqualTo(2);
        assertThat(report.headerLost()).isFalse();
        assertThat(report.contradictions()).isEmpty();
        assertThat(report.losses()).hasSize(1);
        assertLoss(report.losses().get(0), line.from(), line.to() - line.from(), 17, 17);
        assertThat(report.losses().get(0).operations())
                .containsExactly(entry(17).opId());
        assertThat(report.losses().get(0).missing()).isEqualTo("record 17");
        assertThat(report.isMoreLostThanNamed()).isFalse();
    }

    @Test
    void severalBadStretchesAreToldApart() throws IOException {
        byte[] bytes = journal.bytes().clone();
        Arrays.fill(bytes, line(5).from() + 3, line(8).to() - 3, (byte) 0xEE);
        bytes[line(20).from()] = 'x';
        bytes[line(39).to() - 1] = ' ';

        SalvageReport report = salvage(bytes);

        assertOpensTo(allBut(5, 6, 7, 8, 20), report);
        assertThat(report.losses()).hasSize(3);
        assertLoss(report.losses().get(0), line(5).from(), line(8).to() - line(5).from(), 5, 8);
        assertThat(report.isMoreLostThanNamed()).isTrue();
        assertLoss(report.losses().get(1), line(20).from(), line(20).to() - line(20).from(), 20, 20);
        assertLoss(report.losses().get(2), line(39).to() - 1, 1, 1, 0);
        assertThat(report.losses().get(2).missing()).isEqualTo("no record is missing");
    }

    @Test
    void linesThatAreGoneAreMissedByTheirNumbers() throws IOException {
        byte[] bytes = Alteration.joined(journal, 0, line(10).from(), line(13).to(), journal.bytes().length);

        SalvageReport report = salvage(bytes);

        assertOpensTo(allBut(10, 11, 12, 13), report);
        assertThat(report.losses()).hasSize(1);
        assertLoss(report.losses().get(0), line(10).from(), 0, 10, 13);
        assertThat(report.losses().get(0).missing()).isEqualTo("records 10 to 13");
    }

    @Test
    void linesThatStandTwiceOrInAnotherOrderAreAllKept() throws IOException {
        byte[] bytes = Alteration.joined(
                journal,
                0,
                line(10).from(),
                line(12).from(),
                line(12).to(),
                line(10).from(),
                line(11).to(),
                line(11).from(),
                line(11).to(),
                line(12).to(),
                journal.bytes().length);

        SalvageReport report = salvage(bytes);

        assertOpensTo(journal.entries(), report);
        assertThat(report.losses()).isEmpty();
        assertThat(report.contradictions()).isEmpty();
    }

    @Test
    void twoLinesOfOneNumberContradictEachOther() throws IOException {
        JournalEntry other =
                JournalEntry.of("other", "vm.stop", OpState.STARTED).build();
        Bytes forged = new Bytes(512);
        LineFormat.seal(
                new LineEncoder(Dialect.STANDARD, journal.header().seed()).encode(other), 12, line(12).from(), forged);
        Bytes bytes = new Bytes(8192);
        bytes.add(journal.cutAt(line(20).to())).add(forged.copy());
        bytes.add(Arrays.copyOfRange(journal.bytes(), line(20).to(), journal.end()));

        SalvageReport report = salvage(bytes.copy());

        assertOpensTo(journal.entries(), report);
        assertThat(report.contradictions())
                .singleElement()
                .asString()
                .contains("record 12", "offset " + line(12).from(), "at " + line(20).to());
    }

    @Test
    void aHeaderThatIsLostIsProvenByTheLines() throws IOException {
        JournalBytes.LineAt header = journal.lines().get(0);
        byte[] overwritten = journal.bytes().clone();
        Arrays.fill(overwritten, 0, 120, (byte) 0);
        byte[] gone = Alteration.joined(journal, header.to(), journal.bytes().length);
        byte[] half = Alteration.joined(journal, 100, journal.bytes().length);

        for (byte[] bytes : List.of(overwritten, gone, half)) {
            SalvageReport report = salvage(bytes);

            assertOpensTo(journal.entries(), report);
            assertThat(report.headerLost()).isTrue();
            assertThat(report.losses()).hasSize(bytes == gone ? 0 : 1).allMatch(loss -> !loss.isMissingRecords());
            Files.delete(salvaged);
        }
    }

    @Test
    void whatStoodBehindALostHeaderIsNotKnown() throws IOException {
        byte[] bytes = journal.bytes().clone();
        Arrays.fill(bytes, 0, line(3).to() - 1, (byte) ' ');

        SalvageReport report = salvage(bytes);

        assertOpensTo(allBut(1, 2, 3), report);
        assertLoss(report.losses().get(0), 0, line(3).to(), 0, 3);
        assertThat(report.isMoreLostThanNamed()).isTrue();
    }

    @Test
    void withoutAHeaderOneLineProvesNothing() throws IOException {
        byte[] bytes = Alteration.joined(journal, 10, line(1).to());

        assertThat(refusal(bytes)).hasMessageContaining("no two of its lines prove each other");
        assertThat(salvaged).doesNotExist();
    }

    @Test
    void withoutAHeaderLinesOfTwoJournalsProveNothing() throws IOException {
        JournalBytes other = JournalBytes.crashed(directory, 20, 52);
        Bytes bytes = new Bytes(1 << 14);
        bytes.add(Alteration.joined(journal, 10, journal.end()));
        bytes.add(Arrays.copyOfRange(other.bytes(), other.lines().get(5).from(), other.end()));

        assertThat(refusal(bytes.copy())).hasMessageContaining("lines of several journals");
    }

    @Test
    void linesOfAnotherJournalAreNoLines() throws IOException {
        JournalBytes other = JournalBytes.crashed(directory, 20, 53);
        JournalBytes.LineAt from = other.lines().get(5);
        JournalBytes.LineAt to = other.lines().get(8);
        Bytes bytes = new Bytes(1 << 14);
        bytes.add(journal.cutAt(line(12).to()));
        bytes.add(Arrays.copyOfRange(other.bytes(), from.from(), to.to()));
        bytes.add(Arrays.copyOfRange(journal.bytes(), line(12).to(), journal.end()));

        SalvageReport report = salvage(bytes.copy());

        assertOpensTo(journal.entries(), report);
        assertThat(report.losses()).hasSize(1);
        assertLoss(report.losses().get(0), line(12).to(), to.to() - from.from(), 1, 0);
    }

    @Test
    void aFileCutBelowItsBaseMissesWhatFollowed() throws IOException {
        journal = JournalBytes.rewritten(directory, 20, 54);
        int cut = line(7).to();

        SalvageReport report = salvage(journal.cutAt(cut));

        assertOpensTo(journal.entries().subList(0, 7), report);
        assertThat(report.losses()).hasSize(1);
        assertLoss(report.losses().get(0), cut, 0, 8, Loss.UNKNOWN);
        assertThat(report.losses().get(0).missing()).isEqualTo("record 8 and whatever followed it");
    }

    @Test
    void keysThatMayHaveBeenAppliedAreNamed() throws IOException {
        try (Journal ops = FileJournal.open(damaged, JournalBytes.SMALL_CHUNKS)) {
            OperationSpec start = OperationSpec.of("vm.start");
            ops.begin(start.opId("a").idempotencyKey("key-a")).succeeded(); // 1, 2
            ops.begin(start.opId("b").idempotencyKey("key-b")).succeeded(); // 3, 4
            ops.begin(start.opId("c").idempotencyKey("key-c")).succeeded(); // 5, 6
            ops.begin(start.opId("d")).succeeded(); // 7, 8
            journal = new JournalBytes(
                    Files.readAllBytes(damaged),
                    Stream.of("a", "b", "c", "d")
                            .flatMap(op -> ops.history(op).stream())
                            .toList());
        }
        byte[] bytes = journal.bytes().clone();
        bytes[line(1).from() + 15] ^= 1;
        bytes[line(4).to() - 20] ^= 1;
        bytes[line(5).to() - 20] ^= 1;
        bytes[line(6).to() - 20] ^= 1;

        SalvageReport report = salvage(bytes);

        assertOpensTo(allBut(1, 4, 5, 6), report);
        assertThat(report.unsureKeys()).containsExactly("key-b", "key-c");
        assertThat(report.losses()).hasSize(2);
        assertThat(report.losses().get(1).operations()).containsExactly("b", "c");
        assertThat(report.losses().get(1).keys()).containsExactly("key-b", "key-c");
        assertThat(report.isMoreLostThanNamed())
                .as("three entries name two operations")
                .isTrue();
        try (Journal opened = FileJournal.open(salvaged)) {
            assertThat(opened.alreadyApplied("key-a")).isTrue();
            assertThat(opened.interrupted()).extracting(JournalEntry::opId).containsExactly("b");
        }
    }

    @Test
    void entriesThatContradictEachOtherDoNotKeepTheNewJournalFromOpening() throws IOException {
        Path go = directory.resolve("go.journal");
        Files.writeString(go, """
                {"op_id":"late","kind":"start","state":"succeeded","idemp_key":"k"}
                {"op_id":"late","kind":"start","state":"task_running","idemp_key":"k"}
                {"op_id":"one","kind":"start","state":"started","idemp_key":"twice"}
                {"op_id":"two","kind":"start","state":"started","idemp_key":"twice"}
                {"op_id":"end","kind":"start","state":"started"}
                """);
        FileJournal.open(go).close();
        byte[] bytes = Files.readAllBytes(go);
        List<JournalBytes.LineAt> lines = new JournalBytes(bytes, List.of()).lines();
        bytes[lines.get(5).from() + 12] ^= 1;

        SalvageReport report = salvage(bytes);

        assertThat(report.entries()).isEqualTo(4);
        assertThat(report.contradictions()).hasSize(3);
        assertThat(report.contradictions().get(0)).contains("late", "has ended (succeeded)", "record 2");
        assertThat(String.join("\n", report.contradictions()))
                .contains("key twice is in flight in one and two")
                .contains("key k was applied, but is in flight in late");
        try (Journal opened = FileJournal.open(salvaged)) {
            assertThat(opened.interrupted()).extracting(JournalEntry::opId).containsExactly("late", "one", "two");
            assertThat(opened.alreadyApplied("k")).isTrue();
        }
    }

    @Test
    void aGoDaemonsDamagedFileYieldsTheRecordsThatCanBeRead() throws IOException {
        String first = "{\"op_id\":\"a\",\"vmid\":101,\"kind\":\"start\",\"state\":\"started\"}\n";
        String bad = "{\"op_ID\":7,\"op_id\":\"b\",\"idemp_key\":\"k\"\n";
        String last = "{\"op_id\":\"a\",\"vmid\":101,\"kind\":\"start\",\"state\":\"succeeded\"}\n";

        SalvageReport report = salvage((first + bad + last).getBytes(StandardCharsets.UTF_8));

        assertThat(report.entries()).isEqualTo(2);
        assertLoss(report.losses().get(0), first.length(), bad.length(), 0, Loss.UNKNOWN);
        assertThat(report.losses().get(0).operations()).containsExactly("b");
        assertThat(report.unsureKeys()).containsExactly("k");
        try (Journal opened = FileJournal.open(salvaged)) {
            assertThat(opened.history("a"))
                    .extracting(JournalEntry::state)
                    .containsExactly(OpState.STARTED, OpState.SUCCEEDED);
        }
    }

    /** Whatever was done: what is kept is of the journal, in its order, and every line whose bytes still stand there is kept. */
    @ParameterizedTest
    @EnumSource
    void nothingThatCanBeProvenIsLost(Alteration alteration) throws IOException {
        Random random = new Random(55);
        int salvages = 0;
        for (int i = 0; i < 25; i++) {
            byte[] bytes = alteration.of(journal, random);
            Files.write(damaged, bytes);
            try (JournalFile file = JournalFile.open(damaged)) {
                if (file.read((entry, offset, length) -> {}).verdict() != Verification.Verdict.DAMAGED) {
                    assertThat(refusal(bytes)).hasMessageContaining("opens as it is");
                    continue;
                }
            }
            salvages++;
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            List<JournalEntry> standing = IntStream.rangeClosed(1, 40)
                    .filter(record -> text.contains(sealed(record)))
                    .mapToObj(this::entry)
                    .toList();
            if (standing.isEmpty()) {
                refusal(bytes);
                continue;
            }
            SalvageReport report = salvage(bytes);
            assertOpensTo(standing, report);
            assertThat(report.losses().stream()
                            .filter(loss -> loss.lastMissing() != Loss.UNKNOWN && loss.firstMissing() > 0)
                            .mapToLong(loss -> loss.lastMissing() - loss.firstMissing() + 1)
                            .sum())
                    .isLessThanOrEqualTo(40 - standing.size());
            Files.delete(salvaged);
            Files.delete(JournalPath.lockOf(salvaged));
        }
        assertThat(salvages).isPositive();
    }

    /** The line without its line end. */
    private String sealed(int record) {
        JournalBytes.LineAt line = line(record);
        return new String(journal.bytes(), line.from(), line.to() - 1 - line.from(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aJournalThatOpensIsNotSalvaged() throws IOException {
        assertThat(refusal(journal.bytes())).hasMessageContaining("it is not damaged");
        assertThat(refusal(journal.cutAt(journal.end() - 5))).hasMessageContaining("without its torn tail");
        assertThat(salvaged).doesNotExist();
    }
}
