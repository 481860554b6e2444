package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.reliability.Figures;
import dev.opjournal.test.StrictDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Alters the file of one journal and holds what the journal makes of it against {@link RuleTable}. Whatever the verdict, what
 * stands before it is byte for byte what was written: nothing that was altered is ever taken for a line. What an alteration has left
 * as it was is not looked at, and not counted. Thread-safe.
 */
final class AlteredJournal {
    private static final Path DIRECTORY = Path.of("/disk");
    private static final Path PATH = DIRECTORY.resolve("ops.journal");
    private static final Path LOCK = DIRECTORY.resolve("ops.journal.lock");

    private final JournalBytes original;
    private final Header header;
    private final RuleTable.Head head;
    /** Behind the header, and behind each line. */
    private final List<RuleTable.Place> places = new ArrayList<>();

    private final Map<RuleTable.Row, LongAdder> rows = new ConcurrentHashMap<>();
    private final LongAdder opened = new LongAdder();
    private final LongAdder shorter = new LongAdder();

    AlteredJournal(JournalBytes original) {
        this.original = original;
        this.header = original.header();
        this.head = RuleTable.head(original.bytes());
        RuleTable rules = new RuleTable(original.bytes(), head, AlteredJournal::isEntry);
        for (RuleTable.Place place = RuleTable.behind(head); place != null; place = rules.next(place)) {
            places.add(place);
        }
        assertThat(last().offset()).isEqualTo(original.end());
        assertThat(original.entries()).hasSizeLessThan(places.size());
    }

    private RuleTable.Place last() {
        return places.get(places.size() - 1);
    }

    /** Plain JSON with what every entry has. */
    static boolean isEntry(byte[] line) {
        try {
            JsonNode json = JsonMapper.shared().readTree(line);
            return json.path("op_id").isString()
                    && json.path("kind").isString()
                    && Stream.of(OpState.values())
                            .anyMatch(state ->
                                    state.text().equals(json.path("state").asString("")));
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Reads and judges the altered bytes as an opening does, without the opening. */
    void judge(String what, byte[] altered) {
        if (Arrays.equals(altered, original.bytes())) {
            return;
        }
        RuleTable.Ruling expected = ruling(altered);
        if (expected.row() == RuleTable.Row.HEADER) {
            byte[] line = Arrays.copyOf(altered, head.length());
            assertThat(FirstLine.read(line, 0, line.length - 1, line[line.length - 1] == '\n'))
                    .as(what)
                    .isInstanceOf(FirstLine.Damaged.class);
        } else {
            RuleTable.Place from = placeBefore(altered);
            LineScan.Position start = new LineScan.Position(from.offset(), from.number(), from.watermark(), false);
            try {
                DiskFile file = JournalBytes.file(altered);
                LineScan.Position end = scan(file, start);
                Tail.Rule rule = new Tail(file, header, end.offset()).judge();
                assertThat(new RuleTable.Ruling(RuleTable.Row.valueOf(rule.name()), (int) end.offset(), end.number()))
                        .as(what)
                        .isEqualTo(expected);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        count(expected);
    }

    private LineScan.Position scan(DiskFile file, LineScan.Position start) throws IOException {
        return new LogScan(file, header, new Fingerprints(), 1, 1 << 12).run(start, (facts, offset, length) -> {});
    }

    /** What the table says of the altered bytes. Nothing that is altered stands before where it says that the good lines end. */
    private RuleTable.Ruling ruling(byte[] altered) {
        RuleTable.Head read = RuleTable.head(altered);
        if (read == null) {
            return new RuleTable.Ruling(RuleTable.Row.HEADER, 0, -1);
        }
        RuleTable.Ruling ruling = new RuleTable(altered, read, AlteredJournal::isEntry).rule(placeBefore(altered));
        assertThat(Arrays.mismatch(altered, 0, ruling.at(), original.bytes(), 0, ruling.at()))
                .as("what is altered stands before offset %d", ruling.at())
                .isEqualTo(-1);
        return ruling;
    }

    /** Reading all good lines anew each time would take most of the time. */
    private RuleTable.Place placeBefore(byte[] altered) {
        int difference = Arrays.mismatch(altered, original.bytes());
        int same = difference < 0 ? altered.length : difference;
        int place = 0;
        while (place + 1 < places.size() && places.get(place + 1).offset() <= same) {
            place++;
        }
        return places.get(place);
    }

    private void count(RuleTable.Ruling ruling) {
        rows.computeIfAbsent(ruling.row(), row -> new LongAdder()).increment();
    }

    /** Opens the altered bytes as a file: refused, or an exact prefix that goes on. */
    void open(String what, byte[] altered) {
        if (Arrays.equals(altered, original.bytes())) {
            return;
        }
        RuleTable.Ruling expected = ruling(altered);
        StrictDisk disk = StrictDisk.with(DIRECTORY);
        try {
            disk.put(PATH, altered);
            if (expected.verdict() == RuleTable.Verdict.DAMAGE) {
                isRefused(what, disk, altered, expected);
            } else {
                opensToAPrefix(what, disk, altered, expected);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        opened.increment();
        count(expected);
    }

    private static Journal open(StrictDisk disk) {
        return FileJournal.open(PATH, JournalBytes.SMALL_CHUNKS, disk);
    }

    private static void isRefused(String what, StrictDisk disk, byte[] altered, RuleTable.Ruling expected)
            throws IOException {
        Throwable thrown = catchThrowable(() -> open(disk).close());
        assertThat(thrown).as("%s: %s", what, expected).isInstanceOf(JournalDamagedException.class);
        JournalDamagedException refused = (JournalDamagedException) thrown;
        assertThat(refused.path()).as(what).isEqualTo(PATH);
        assertThat(refused.offset()).as(what).isEqualTo(expected.at());
        assertThat(refused.recordNumber()).as(what).isEqualTo(expected.number() + 1);
        if (expected.row() != RuleTable.Row.HEADER) {
            assertThat(refused).as(what).hasMessageContaining("(rule " + expected.row() + ")");
        }
        assertThat(disk.contentOf(PATH)).as(what).isEqualTo(altered);
        assertThat(beside(disk)).as(what).isEmpty();
    }

    private void opensToAPrefix(String what, StrictDisk disk, byte[] altered, RuleTable.Ruling expected)
            throws IOException {
        List<JournalEntry> prefix = original.entries().stream()
                .filter(entry -> entry.recordNumber() <= expected.number())
                .toList();
        List<JournalEntry> goesOn;
        try (Journal journal = open(disk)) {
            holds(what, journal, prefix);
            goesOn = journal.append(List.of(
                    JournalEntry.of("goes-on", "vm.start", OpState.STARTED).build()));
        }
        assertThat(goesOn.get(0).recordNumber()).as(what).isGreaterThan(expected.number());
        List<Path> torn = beside(disk);
        if (expected.verdict() == RuleTable.Verdict.OPENS_TORN) {
            assertThat(torn).as(what).hasSize(1);
            assertThat(disk.contentOf(torn.get(0)))
                    .as(what)
                    .isEqualTo(Arrays.copyOfRange(altered, expected.at(), altered.length));
        } else {
            assertThat(torn).as(what).isEmpty();
        }
        try (Journal again = open(disk)) {
            holds(what, again, prefix);
            assertThat(again.history("goes-on")).as(what).isEqualTo(goesOn);
        }
        if (prefix.size() < original.entries().size()) {
            shorter.increment();
        }
    }

    private void holds(String what, Journal journal, List<JournalEntry> prefix) {
        assertThat(TailTest.everything(journal, original.entries())).as(what).isEqualTo(prefix);
        for (JournalEntry entry : original.entries()) {
            entry.idempotencyKey()
                    .ifPresent(key -> assertThat(journal.alreadyApplied(key))
                            .as("%s: key %s", what, key)
                            .isEqualTo(prefix.stream()
                                    .anyMatch(other -> other.state() == OpState.SUCCEEDED
                                            && other.idempotencyKey()
                                                    .filter(key::equals)
                                                    .isPresent())));
        }
    }

    private static List<Path> beside(StrictDisk disk) throws IOException {
        return disk.list(DIRECTORY).stream()
                .filter(file -> !file.equals(PATH) && !file.equals(LOCK))
                .toList();
    }

    /** For alterations of which the table says that they cost no entry: those that opened have all. */
    void assertOpenedWholeOrRefused() {
        assertThat(shorter.sum()).as("opened with fewer entries").isZero();
    }

    /** How often each row decided, and what came of it. */
    Figures figures(Class<?> test, Past past) {
        Figures figures = Figures.of(test, past.name())
                .with("bytes", original.bytes().length)
                .with(
                        "alterations",
                        rows.values().stream().mapToLong(LongAdder::sum).sum())
                .with("openings", opened)
                .with("accepted altered", 0);
        for (RuleTable.Row row : RuleTable.Row.values()) {
            if (rows.containsKey(row)) {
                figures.with(row.name(), rows.get(row));
            }
        }
        return figures.with("opened to a shorter prefix, as the table says", shorter);
    }
}
