package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes in comes out, and the file is what the format says. */
class EncodingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00.123456789Z");

    private final FileJournalOptions options = FileJournalOptions.defaults()
            .withClock(Clock.fixed(NOW, ZoneOffset.UTC))
            .withMaxEntryBytes(4096);

    @TempDir
    Path directory;

    private Path path;
    private Journal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = Journals.open(path, options);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    @NotWhileCompacting
    void anEntryIsOneLineAsTheFormatSays() throws IOException {
        Operation start = journal.begin(OperationSpec.of("vm.start")
                .opId("op-1")
                .target("101")
                .param("node", "pve1")
                .idempotencyKey("job-7f3a"));
        start.taskRunning("UPID:pve1:1");
        start.succeeded(Map.of("ok", true));
        journal.close();

        List<String> lines = Files.readAllLines(path);
        JsonNode header = JsonMapper.shared().readTree(lines.get(0));
        int base = header.get("base").asInt();
        assertThat(base).isEqualTo(lines.get(0).length() + 1);
        assertThat(lines.get(0))
                .isEqualTo("{\"op_id\":\"opjournal:header\",\"file_id\":\"%s\",\"kind\":\"opjournal.header\","
                                .formatted(header.get("file_id").asString())
                        + "\"state\":\"succeeded\",\"format\":1,\"base\":%d,".formatted(base)
                        + "\"at\":\"2026-11-23T20:00:00.123456789Z\",\"n\":0,\"d\":0,\"crc\":\"%s\"}"
                                .formatted(header.get("crc").asString()));
        String begun = "{\"op_id\":\"op-1\",\"kind\":\"vm.start\",\"target\":\"101\",\"params\":{\"node\":\"pve1\"},";
        String rest = "\"idemp_key\":\"job-7f3a\",%s\"at\":\"2026-11-23T20:00:00.123456789Z\",\"n\":%d,\"d\":%d,";
        int second = base + lines.get(1).length() + 1;
        int third = second + lines.get(2).length() + 1;
        int fourth = third + lines.get(3).length() + 1;
        assertThat(withoutCrc(lines.get(1))).isEqualTo(begun + "\"state\":\"started\"," + rest.formatted("", 1, base));
        assertThat(withoutCrc(lines.get(2)))
                .isEqualTo(
                        begun + "\"task\":\"UPID:pve1:1\",\"state\":\"task_running\"," + rest.formatted("", 2, second));
        assertThat(withoutCrc(lines.get(3)))
                .isEqualTo(begun + "\"task\":\"UPID:pve1:1\",\"state\":\"succeeded\","
                        + rest.formatted("\"result\":{\"ok\":true},", 3, third));
        assertThat(withoutCrc(lines.get(4)))
                .isEqualTo("{\"op_id\":\"opjournal:closed\",\"kind\":\"opjournal.closed\",\"state\":\"succeeded\","
                        + "\"at\":\"2026-11-23T20:00:00.123456789Z\",\"n\":4,\"d\":%d,".formatted(fourth));
        assertThat(lines)
                .hasSize(5)
                .allSatisfy(line ->
                        assertThat(line).endsWith(checksum(header.get("file_id").asString(), line)));
    }

    private static String withoutCrc(String line) {
        return line.substring(0, line.length() - "\"crc\":\"01234567\"}".length());
    }

    private static String checksum(String fileId, String line) {
        String summed = line.substring(0, line.length() - ",\"crc\":\"01234567\"}".length());
        CRC32C crc = new CRC32C();
        crc.update((fileId + summed).getBytes(StandardCharsets.UTF_8));
        return ",\"crc\":\"%08x\"}".formatted(crc.getValue());
    }

    static Stream<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                "\"quoted\" \\ and / slashes",
                "réplica <b>№0</b> & \u2028 line \u2029 ends \uFEFF",
                "\uD83D\uDE80 rockets \uD800\uDC00",
                " ".repeat(255),
                " ".repeat(256),
                " ".repeat(700) + "x" + " ".repeat(511),
                "tab\tnewline\nreturn\rbell\u0007nul\u0000delete\u007f",
                "{\"op_id\":\"x\"},\"crc\":\"00000000\"}\n{\"op_id\":\"y\"}"));
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            texts.add(random.ints(random.nextInt(60), 0, Character.MAX_CODE_POINT + 1)
                    .filter(point -> point < 0xD800 || point > 0xDFFF)
                    .map(point -> random.nextBoolean() ? point : point & 0x7F)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
        return texts.stream();
    }

    @Test
    void everyTextComesBackAsItWasGivenAndNoLineLooksLikeSpace() throws IOException {
        List<String> texts = texts().toList();
        List<JournalEntry> written = new ArrayList<>();
        for (String text : texts) {
            Operation operation = journal.begin(OperationSpec.of("k" + cut(text, 50))
                    .target(cut(text, 400))
                    .params(Map.of("p" + cut(text, 50), text))
                    .idempotencyKey("key" + written.size() + cut(text, 100)));
            operation.taskRunning("t" + text);
            operation.succeeded(List.of(text));
            written.add(operation.entry());
        }
        journal.close();

        byte[] bytes = Files.readAllBytes(path);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain(" ".repeat(256));
        for (byte b : bytes) {
            int value = b & 0xFF;
            assertThat(value >= 0x20 || value == '\n').isTrue();
            assertThat(value != 0xC0 && value != 0xC1 && value < 0xF5).isTrue();
        }
        Files.readAllLines(path)
                .forEach(line -> assertThat(JsonMapper.shared().readTree(line).isObject())
                        .isTrue());
        open();
        for (int i = 0; i < texts.size(); i++) {
            JournalEntry entry = written.get(i);
            assertThat(journal.latest(entry.opId()).map(Journals::lasting)).contains(Journals.lasting(entry));
            assertThat(entry.params()).containsValue(texts.get(i));
            assertThat(JsonMapper.shared().readValue(entry.result().orElseThrow(), String[].class))
                    .containsExactly(texts.get(i));
        }
    }

    private static String cut(String text, int most) {
        String cut = text.substring(0, Math.min(text.length(), most));
        return !cut.isEmpty() && Character.isHighSurrogate(cut.charAt(cut.length() - 1))
                ? cut.substring(0, cut.length() - 1)
                : cut;
    }

    static Stream<Arguments> outOfBounds() {
        OperationSpec spec = OperationSpec.of("vm.start");
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i <= 100; i++) {
            many.put("p" + i, "");
        }
        return Stream.of(
                Arguments.of("kind", OperationSpec.of("")),
                Arguments.of("kind", OperationSpec.of("k".repeat(101))),
                Arguments.of("kind", OperationSpec.of("opjournal.closed")),
                Arguments.of("kind", OperationSpec.of("\uD800")),
                Arguments.of("opId", spec.opId("")),
                Arguments.of("opId", spec.opId("o".repeat(201))),
                Arguments.of("opId", spec.opId("opjournal:header")),
                Arguments.of("opId", spec.opId("\uDC00x")),
                Arguments.of("target", spec.target("t".repeat(501))),
                Arguments.of("idempotencyKey", spec.idempotencyKey("")),
                Arguments.of("idempotencyKey", spec.idempotencyKey("k".repeat(256))),
                Arguments.of("idempotencyKey", spec.idempotencyKey("a\uD800b")),
                Arguments.of("params", spec.params(many)),
                Arguments.of("params", spec.param("", "v")),
                Arguments.of("params.p", spec.param("p", "\uD800")),
                Arguments.of("entry", spec.param("p", "x".repeat(4096))));
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    @NotWhileCompacting
    void whatIsOutOfBoundsIsRefusedBeforeAnythingIsWritten(String field, OperationSpec spec) throws IOException {
        byte[] before = Files.readAllBytes(path);

        assertThatExceptionOfType(InvalidEntryException.class)
                .isThrownBy(() -> journal.begin(spec))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field))
                .withMessageStartingWith("Refused, nothing was written: " + field + " ");

        assertThat(path).hasBinaryContent(before);
        journal.begin(OperationSpec.of("vm.start").opId("o").idempotencyKey("k"))
                .succeeded();
    }

    @Test
    void whatComesAfterTheEffectIsNeverRefusedForItsSize() {
        Operation failed = journal.begin(OperationSpec.of("vm.start"));
        failed.failed("x".repeat(100_000));
        assertThat(failed.entry().error().orElseThrow())
                .startsWith("xxxx")
                .hasSize(4097)
                .endsWith("…");

        Operation succeeded = journal.begin(OperationSpec.of("vm.start").idempotencyKey("k"));
        succeeded.taskRunning("t".repeat(70_000));
        succeeded.succeeded("r".repeat(5000));
        assertThat(succeeded.entry().task().orElseThrow()).hasSize(65_537).endsWith("…");
        assertThat(succeeded.entry().state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(succeeded.entry().result()).isEmpty();
        assertThat(succeeded.entry().resultDropped().orElseThrow())
                .contains("5002")
                .contains("4096");
        assertThat(journal.latest(succeeded.opId())).contains(succeeded.entry());

        Operation loop = journal.begin(OperationSpec.of("vm.start"));
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        loop.succeeded(endless);
        assertThat(loop.entry().resultDropped().orElseThrow()).contains("cannot be written as JSON");

        Operation lone = journal.begin(OperationSpec.of("vm.start"));
        lone.release("half \uD800 a rocket");
        assertThat(journal.history(lone.opId()).get(1).error()).contains("half \uFFFD a rocket");
    }

    @ParameterizedTest
    @ValueSource(ints = {499, 500, 501})
    void aResultOfAnyDepthIsDroppedOrCanBeReadAgain(int depth) {
        Operation deep = journal.begin(OperationSpec.of("vm.start"));
        Object result = 1;
        for (int i = 0; i < depth; i++) {
            result = List.of(result);
        }
        deep.succeeded(result);
        journal.begin(OperationSpec.of("vm.start")).succeeded();

        assertThat(deep.entry().result().isPresent())
                .isNotEqualTo(deep.entry().resultDropped().isPresent());
        assertThat(journal.latest(deep.opId()).map(Journals::lasting)).contains(Journals.lasting(deep.entry()));
        journal.close();
        open();
        assertThat(journal.latest(deep.opId()).map(Journals::lasting)).contains(Journals.lasting(deep.entry()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vm-101", "007", "-1", "1.0", "1000000000"})
    void theProxmoxDialectTakesWholeNumbersForTargets(String target) {
        Path other = directory.resolve("proxmox.journal");
        try (Journal proxmox = Journals.open(other, options.withDialect(Dialect.PROXMOX))) {
            assertThatExceptionOfType(InvalidEntryException.class)
                    .isThrownBy(() -> proxmox.begin(OperationSpec.of("start").target(target)))
                    .withMessageContaining("'" + target + "'");
            proxmox.begin(OperationSpec.of("start").target("999999999")).succeeded();
            proxmox.begin(OperationSpec.of("start").target("0")).succeeded();
        }
    }

    @Test
    void theFileBelongsToItsOwnerAlone() throws IOException {
        for (Path file : List.of(path, path.resolveSibling("ops.journal.lock"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    @NotWhileCompacting
    void aJournalThatTookNothingIsClosedByTrimmingAlone() throws IOException {
        journal.begin(OperationSpec.of("vm.start")).succeeded();
        journal.close();
        byte[] closed = Files.readAllBytes(path);

        open();
        assertThat(Files.size(path)).isGreaterThan(closed.length);
        journal.close();

        assertThat(path).hasBinaryContent(closed);
    }

    @Test
    void idsAreTimeOrdered() {
        String id = journal.begin(OperationSpec.of("vm.start")).opId();

        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        assertThat(Long.parseLong(id.substring(0, 8) + id.substring(9, 13), 16)).isEqualTo(NOW.toEpochMilli());
    }
}
