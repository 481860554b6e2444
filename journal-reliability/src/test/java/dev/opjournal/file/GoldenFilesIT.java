package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import dev.opjournal.reliability.Figures;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files of every version of the format, and of the Go daemon, each written once and kept for ever.
 *
 * <p>Promise 2: what a release has acknowledged every later one reads, all of it and as it was. Promise 4: what was the end of
 * a file, a tear or damage stays so, to the offset and the record.
 *
 * <p>The files are in {@code src/test/resources/golden}, with how to add to them. Their checksums are compared too, so that
 * nobody makes them anew by accident.
 */
class GoldenFilesIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path GOLDEN = resource("/golden");
    private static final String SUMS = "SHA256SUMS";
    private static final String GO = "go-daemon";

    @TempDir
    Path directory;

    private static Path resource(String name) {
        try {
            return Path.of(GoldenFilesIT.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static List<Path> folders() throws IOException {
        return list(GOLDEN).stream().filter(Files::isDirectory).toList();
    }

    /** By what is expected of each. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders()) {
            for (Path expected : list(folder)) {
                String name = expected.getFileName().toString();
                if (name.endsWith(Golden.EXPECTED)) {
                    String stem = name.substring(0, name.length() - Golden.EXPECTED.length());
                    files.add(folder.resolve(stem + (folder.endsWith(GO) ? ".jsonl" : ".journal")));
                }
            }
        }
        return files;
    }

    /** Without those of the Go daemon, whose torn lines are no JSON; GoJournalTest knows their content. */
    static List<Path> journals() throws IOException {
        return files().stream().filter(file -> !file.getParent().endsWith(GO)).toList();
    }

    private static JsonNode expected(Path file) throws IOException {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.lastIndexOf('.'));
        return JSON.readTree(Files.readString(file.resolveSibling(stem + Golden.EXPECTED)));
    }

    /** As if it had been read: numbers are of the same types then. */
    private static JsonNode parsed(JsonNode made) {
        return JSON.readTree(made.toString());
    }

    private Path copy(Path file) throws IOException {
        return Files.copy(file, directory.resolve("ops.journal"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aGoldenFileHoldsForEverWhatItHeld(Path file) throws IOException {
        JsonNode expected = expected(file);

        assertThat(parsed(Golden.describe(copy(file)))).isEqualTo(expected);
    }

    /** What is expected is true by the text alone, which a parser reads that knows nothing of journals. */
    @ParameterizedTest
    @MethodSource("journals")
    void whatIsExpectedIsWhatTheTextSays(Path file) throws IOException {
        JsonNode read = expected(file).get("read");
        byte[] bytes = Files.readAllBytes(file);
        String lines = new String(bytes, 0, read.get("end").asInt(), StandardCharsets.UTF_8);
        List<JsonNode> said = lines.lines()
                .filter(line -> !line.isBlank())
                .map(JSON::readTree)
                .filter(line -> !line.get("op_id").asString().startsWith("opjournal:"))
                .map(GoldenFilesIT::asExpected)
                .toList();

        assertThat(said).isEqualTo(read.get("entries").valueStream().toList());
    }

    private static JsonNode asExpected(JsonNode line) {
        ObjectNode entry = ((ObjectNode) line.deepCopy()).without(List.of("d", "crc", "vmid", "upid"));
        entry.put("target", line.path("vmid").asString(line.path("target").asString("")));
        if (line.has("upid")) {
            entry.set("task", line.get("upid"));
        }
        if (!line.has("params")) {
            entry.putObject("params");
        }
        Instant at = OffsetDateTime.parse(line.get("at").asString()).toInstant();
        return entry.put("at", at.toString());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aGoldenFileIsOpenedAgainCompactedAndWrittenTo(Path file) throws IOException {
        Path copy = copy(file);
        JsonNode expected = expected(file);
        if (expected.has("refused")) {
            byte[] before = Files.readAllBytes(copy);
            assertThatExceptionOfType(JournalDamagedException.class)
                    .isThrownBy(() -> FileJournal.open(copy, Golden.OPTIONS).close());
            assertThat(copy).hasBinaryContent(before);
            return;
        }
        ObjectNode opened = ((ObjectNode) expected.get("opened")).deepCopy();
        FileJournal.open(copy, Golden.OPTIONS).close();
        opened.putArray("cut");

        List<JournalEntry> entries = entries(copy);
        try (FileJournal journal = FileJournal.open(copy, Golden.OPTIONS)) {
            assertThat(parsed(Golden.opened(journal, entries))).isEqualTo(opened);
            journal.compact();
            journal.begin(OperationSpec.of("vm.start").opId("from-now-on")).succeeded();
        }

        List<JournalEntry> after = entries(copy);
        assertThat(after.subList(0, entries.size()))
                .usingElementComparator(
                        (one, other) -> one.withRecordNumber(0).equals(other.withRecordNumber(0)) ? 0 : 1)
                .isEqualTo(entries);
        assertThat(after.subList(entries.size(), after.size()))
                .extracting(JournalEntry::opId)
                .containsExactly("from-now-on", "from-now-on");
    }

    private static List<JournalEntry> entries(Path file) {
        List<JournalEntry> entries = new ArrayList<>();
        try (JournalFile journal = JournalFile.open(file)) {
            assertThat(journal.read((entry, offset, length) -> entries.add(entry))
                            .verdict())
                    .isEqualTo(Verification.Verdict.WHOLE);
        }
        return entries;
    }

    @Test
    void everyVersionHasGoldenFiles() {
        assertThat(GOLDEN.resolve("v" + Header.VERSION)).isDirectory();
        for (int version = 1; version <= Header.VERSION; version++) {
            assertThat(GOLDEN.resolve("v" + version).resolve(SUMS)).isRegularFile();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void nobodyHasChangedAGoldenFile(Path folder) throws Exception {
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve(SUMS))) {
            listed.put(line.substring(66), line.substring(0, 64));
        }
        Map<String, String> found = new TreeMap<>();
        for (Path file : list(folder)) {
            if (!file.endsWith(SUMS)) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                found.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
            }
        }

        assertThat(found).isEqualTo(listed);
    }

    @Test
    void jqReadsEveryFileThatIsWhole() throws IOException {
        Jq.needed(GoldenFilesIT.class);
        int whole = 0;
        for (Path file : files()) {
            if (expected(file).at("/read/verdict").asString().equals("WHOLE")) {
                assertThat(Jq.linesOf(Files.readString(file)).size())
                        .as("%s", file)
                        .isGreaterThanOrEqualTo(
                                expected(file).at("/read/entries").size());
                whole++;
            }
        }
        Figures.of(GoldenFilesIT.class, "")
                .with("versions", Header.VERSION)
                .with("files", files().size())
                .with("files that jq reads", whole)
                .report();
    }
}
