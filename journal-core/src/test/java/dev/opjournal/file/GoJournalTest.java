package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalOpenException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files that a Go daemon wrote are opened, and converted once. */
class GoJournalTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path directory;

    private Path copyOf(String name) throws IOException {
        Path path = directory.resolve(name + ".jsonl");
        try (InputStream fixture = getClass().getResourceAsStream("/go-daemon/" + name + ".jsonl")) {
            Files.copy(fixture, path);
        }
        return path;
    }

    private JsonNode expected(String name) throws IOException {
        try (InputStream fixture = getClass().getResourceAsStream("/go-daemon/" + name + ".expected.json")) {
            return JSON.readTree(fixture);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "daemon-torn", "daemon-glued"})
    void aGoJournalYieldsWhatItMust(String name) throws IOException {
        Path path = copyOf(name);
        JsonNode expected = expected(name);
        try (DiskFile file = new LocalDisk().openForReading(path)) {
            GoJournal.Report report = new GoJournal(path, file).read((entry, offset, length) -> {});
            assertThat(report.damagedLines())
                    .isEqualTo(expected.get("damagedLines").asLong());
            assertThat(report.salvagedRecords())
                    .isEqualTo(expected.get("salvagedRecords").asLong());
        }

        for (String opening : List.of("converted", "reopened")) {
            try (Journal journal = Journals.open(path)) {
                TreeMap<String, String> latest = new TreeMap<>();
                expected.get("latestState")
                        .properties()
                        .forEach(operation -> latest.put(
                                operation.getKey(),
                                journal.latest(operation.getKey())
                                        .orElseThrow()
                                        .state()
                                        .text()));
                assertThat(JSON.<JsonNode>valueToTree(latest)).as(opening).isEqualTo(expected.get("latestState"));
                assertThat(sum(journal))
                        .as(opening)
                        .isEqualTo(expected.get("operations").asLong());
                assertThat(new TreeSet<>(ids(journal.inFlight())))
                        .as(opening)
                        .isEqualTo(texts(expected.get("inFlight")));
                assertThat(journal.interrupted()).as(opening).isEqualTo(journal.inFlight());
                assertThat(journal.status().appliedKeys())
                        .as(opening)
                        .isEqualTo(expected.get("appliedKeys").size());
                assertThat(texts(expected.get("appliedKeys"))).as(opening).allMatch(journal::alreadyApplied);
                assertThat(texts(expected.get("unappliedKeys"))).as(opening).noneMatch(journal::alreadyApplied);
            }
        }
    }

    private static long sum(Journal journal) {
        return journal.status().counts().values().stream()
                .mapToLong(count -> count)
                .sum();
    }

    private static List<String> ids(List<JournalEntry> entries) {
        return entries.stream().map(JournalEntry::opId).toList();
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    @ParameterizedTest
    @EnumSource
    void everyEntryIsConvertedAsItIs(Dialect dialect) throws IOException {
        Path path = copyOf("daemon");
        List<JsonNode> lines =
                Files.readAllLines(path).stream().map(JSON::readTree).toList();

        try (Journal journal = Journals.open(path, FileJournalOptions.defaults().withDialect(dialect))) {
            List<JournalEntry> entries = new ArrayList<>();
            lines.stream()
                    .map(line -> line.get("op_id").asString())
                    .distinct()
                    .forEach(opId -> entries.addAll(journal.history(opId)));
            entries.sort(Comparator.comparingLong(JournalEntry::recordNumber));
            assertThat(entries).hasSameSizeAs(lines);
            for (int i = 0; i < lines.size(); i++) {
                JournalEntry entry = entries.get(i);
                JsonNode line = lines.get(i);
                assertThat(entry.recordNumber()).isEqualTo(i + 1);
                assertThat(entry.opId()).isEqualTo(line.get("op_id").asString());
                assertThat(entry.kind()).isEqualTo(line.get("kind").asString());
                assertThat(entry.target()).isEqualTo(line.get("vmid").asString());
                assertThat(entry.state().text()).isEqualTo(line.get("state").asString());
                assertThat(entry.task().orElse("")).isEqualTo(line.path("upid").asString(""));
                assertThat(entry.idempotencyKey().orElse(""))
                        .isEqualTo(line.path("idemp_key").asString(""));
                assertThat(entry.at())
                        .isEqualTo(
                                OffsetDateTime.parse(line.get("at").asString()).toInstant());
                if (line.has("params")) {
                    assertThat(JSON.<JsonNode>valueToTree(entry.params())).isEqualTo(line.get("params"));
                } else {
                    assertThat(entry.params()).isEmpty();
                }
            }
        }
    }

    @NotWhileCompacting
    @Test
    void theFileIsConvertedOnce() throws IOException {
        Path path = copyOf("daemon-torn");

        Journals.open(path).close();
        byte[] converted = Files.readAllBytes(path);
        Journals.open(path).close();

        assertThat(path).hasBinaryContent(converted);
    }

    @Test
    void theOriginalIsKeptOnce() throws IOException {
        Path path = copyOf("daemon-torn");
        byte[] original = Files.readAllBytes(path);

        Journals.open(path).close();
        Journals.open(path).close();

        try (Stream<Path> files = Files.list(directory)) {
            List<Path> kept =
                    files.filter(file -> file.toString().contains(".jsonl.go-")).toList();
            assertThat(kept).hasSize(1);
            assertThat(kept.get(0)).hasBinaryContent(original);
        }
    }

    @Test
    void theDaemonCanReadWhatTheProxmoxDialectWrites() throws IOException {
        Path path = copyOf("daemon");
        try (Journal journal = Journals.open(path, FileJournalOptions.defaults().withDialect(Dialect.PROXMOX))) {
            var start = journal.begin(OperationSpec.of("start").target("101").param("node", "pve1"));
            start.taskRunning("UPID:pve1:1");
        }

        for (String line : Files.readAllLines(path)) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.get("op_id").isString()).isTrue();
            assertThat(json.path("vmid").isMissingNode() || json.get("vmid").isInt())
                    .isTrue();
            assertThat(json.get("state").asString()).isIn("started", "task_running", "succeeded", "failed");
            assertThat(json.has("target") || json.has("task")).isFalse();
            json.path("params").forEach(value -> assertThat(value.isString()).isTrue());
            OffsetDateTime.parse(json.get("at").asString());
        }
        assertThat(Files.readString(path)).contains("\"vmid\":101,").contains("\"upid\":\"UPID:pve1:1\"");
    }

    @Test
    void theSameKeyMaySitOnSeveralOperationsOfTheDaemon() throws IOException {
        Path path = directory.resolve("ops.jsonl");
        Files.writeString(
                path,
                go("a", "started", "k")
                        + go("b", "started", "k")
                        + go("a", "succeeded", "k")
                        + go("b", "failed", "k")
                        + go("c", "started", "q")
                        + go("d", "started", "q")
                        + go("c", "failed", "q"));

        try (Journal journal = Journals.open(path)) {
            assertThat(journal.alreadyApplied("k")).isTrue();
            assertThat(journal.alreadyApplied("q")).isFalse();
            var taken = catchThrowableOfType(
                    KeyInFlightException.class,
                    () -> journal.begin(OperationSpec.of("start").target("100").idempotencyKey("q")));
            assertThat(taken.opId()).isEqualTo("d");
        }
    }

    @Test
    void theNewestRecordWinsWhenTheDaemonRestartedAnEndedOperation() throws IOException {
        Path path = directory.resolve("ops.jsonl");
        Files.writeString(path, go("a", "started", "") + go("a", "failed", "") + go("a", "started", ""));

        try (Journal journal = Journals.open(path)) {
            assertThat(journal.latest("a").orElseThrow().state()).isEqualTo(OpState.STARTED);
            assertThat(journal.status().counts())
                    .containsEntry(OpState.STARTED, 1L)
                    .containsEntry(OpState.FAILED, 0L);
        }
    }

    @Test
    void recordsWhoseLineEndsWereTornAreAllKept() throws IOException {
        Path path = directory.resolve("ops.jsonl");
        String glued = go("first", "started", "") + go("a", "started", "k").strip()
                + go("a", "succeeded", "k").strip() + "{\"op_id\":\"to" + go("b", "started", "") + "{\"op_id\":\"torn";
        Files.writeString(path, glued);
        try (DiskFile file = new LocalDisk().openForReading(path)) {
            assertThat(new GoJournal(path, file).read((entry, offset, length) -> {}))
                    .isEqualTo(new GoJournal.Report(4, 2, 2));
        }

        try (Journal journal = Journals.open(path)) {
            assertThat(journal.alreadyApplied("k")).isTrue();
            assertThat(ids(journal.inFlight())).containsExactly("first", "b");
        }
    }

    @Test
    void whatTheDaemonNamedWithoutBoundsCanEnd() throws IOException {
        Path path = directory.resolve("ops.jsonl");
        String longId = "x".repeat(300);
        Files.writeString(path, go(longId, "started", "k".repeat(300)).replace("\"start\"", "\"\""));

        try (Journal journal = Journals.open(path)) {
            assertThat(journal.takeOver(longId, Operation::succeeded)).isTrue();
            assertThat(journal.inFlight()).isEmpty();
        }
    }

    @Test
    void anUnreadableLineInTheMiddleIsDamage() throws IOException {
        Path path = directory.resolve("ops.jsonl");
        String first = go("a", "started", "");
        String content = first + "{\"op_id\":\"b\",\"kind\n" + go("c", "started", "");
        Files.writeString(path, content);

        var damaged = catchThrowableOfType(JournalDamagedException.class, () -> Journals.open(path));

        assertThat(damaged.offset()).isEqualTo(first.length());
        assertThat(path).hasContent(content);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ops.jsonl", "ops.jsonl.lock");
        }
    }

    @Test
    void aKeyThatOnlySomeRecordsOfAnOperationCarryIsTheOperations() throws IOException {
        Path path = directory.resolve("ops.jsonl");
        Files.writeString(
                path,
                go("first", "started", "job-1")
                        + go("first", "task_running", "")
                        + go("last", "started", "")
                        + go("last", "task_running", "job-2"));

        try (Journal journal = Journals.open(path)) {
            for (String opId : List.of("first", "last")) {
                journal.takeOver(opId, Operation::succeeded);
            }
            assertThat(journal.alreadyApplied("job-1")).isTrue();
            assertThat(journal.alreadyApplied("job-2")).isTrue();
        }
        try (Journal journal = Journals.open(path)) {
            assertThat(journal.alreadyApplied("job-1")).isTrue();
            assertThat(journal.alreadyApplied("job-2")).isTrue();
        }
    }

    @Test
    void aDaemonThatStillWritesIsNoticed() throws IOException {
        Path path = copyOf("daemon");
        Disk appending = new ForwardingDisk() {
            @Override
            public DiskFile create(Path file) throws IOException {
                Files.writeString(path, go("late", "started", ""), StandardOpenOption.APPEND);
                return super.create(file);
            }
        };

        var refused = catchThrowableOfType(
                JournalOpenException.class, () -> Journals.open(path, FileJournalOptions.defaults(), appending));

        assertThat(refused).hasMessageContaining("changed while it was converted");
        assertThat(Files.readString(path)).endsWith(go("late", "started", ""));
    }

    private static String go(String opId, String state, String key) {
        return "{\"op_id\":\"" + opId + "\",\"vmid\":100,\"kind\":\"start\",\"state\":\"" + state + "\""
                + (key.isEmpty() ? "" : ",\"idemp_key\":\"" + key + "\"")
                + ",\"at\":\"2026-09-14T07:30:58.225335549+01:00\"}\n";
    }

    /** Found by fuzzing: reading the file told of an entry that the opened journal did not have. */
    @Test
    void aLineOfOursInTheDaemonsFileIsNoOperation() throws IOException {
        String daemons = "{\"op_id\":\"start-1\",\"vmid\":101,\"kind\":\"start\",\"state\":\"started\""
                + ",\"at\":\"2026-09-14T07:30:58Z\"}\n";
        String ours = "{\"op_id\":\"opjournal:closed\",\"kind\":\"opjournal.closed\",\"state\":\"succeeded\""
                + ",\"at\":\"2026-09-14T07:30:58Z\",\"n\":1,\"d\":0,\"crc\":\"00000000\"}\n";
        Path joined = Files.writeString(directory.resolve("joined.journal"), daemons + ours);

        List<JournalEntry> read = new ArrayList<>();
        try (JournalFile file = JournalFile.open(joined)) {
            assertThat(file.read((entry, offset, length) -> read.add(entry)).verdict())
                    .isEqualTo(Verification.Verdict.WHOLE);
        }
        assertThat(read).extracting(JournalEntry::opId).containsExactly("start-1");
        try (Journal journal = FileJournal.open(joined)) {
            assertThat(journal.inFlight()).isEqualTo(read);
            assertThat(journal.history("opjournal:closed")).isEmpty();
        }
    }
}
