package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The scanner tells of every line what the decoder reads, and reads the journal's own form without it. */
class LineScannerTest {
    private static final long MOST = 999_999_999_999_999_999L;

    private final Fingerprints fingerprints = new Fingerprints(1, 2);
    private final LineScanner scanner = new LineScanner(fingerprints);
    private final LineDecoder decoder = new LineDecoder();

    @Provide
    Arbitrary<JournalEntry> entries() {
        return RandomLines.entries();
    }

    @Provide
    Arbitrary<JournalEntry> canonicalEntries() {
        return RandomLines.canonicalEntries();
    }

    @Property
    void whatTheJournalWritesIsToldAsTheDecoderReadsIt(
            @ForAll("entries") JournalEntry entry,
            @ForAll Dialect dialect,
            @ForAll @LongRange(max = MOST) long number,
            @ForAll @LongRange(max = MOST) long watermark) {
        assertTellsWhatTheDecoderReads(RandomLines.line(entry, dialect, number, watermark));
    }

    @Property
    void whatTheJournalUsuallyWritesIsReadStraightFromTheBytes(
            @ForAll("canonicalEntries") JournalEntry entry,
            @ForAll Dialect dialect,
            @ForAll @LongRange(max = MOST) long number,
            @ForAll @LongRange(max = MOST) long watermark) {
        byte[] line = RandomLines.line(entry, dialect, number, watermark);
        LineFacts facts = new LineFacts();

        assertThat(scanner.canonical(line, 0, line.length, facts)).isEqualTo(line.length);
        assertThat(Facts.of(facts)).isEqualTo(expected(line));
        assertThat(facts.checksum).isEqualTo(LineFormat.statedChecksum(line, line.length));
    }

    @Property
    void aLineIsReadWithWhateverIsAroundIt(
            @ForAll("canonicalEntries") JournalEntry entry,
            @ForAll Dialect dialect,
            @ForAll byte[] before,
            @ForAll byte[] behind) {
        byte[] line = RandomLines.line(entry, dialect, 1, 2);
        byte[] bytes = Arrays.copyOf(before, before.length + line.length + behind.length);
        int to = before.length + line.length;
        System.arraycopy(line, 0, bytes, before.length, line.length);
        System.arraycopy(behind, 0, bytes, to, behind.length);
        LineFacts facts = new LineFacts();

        assertThat(scanner.canonical(bytes, before.length, bytes.length, facts)).isEqualTo(to);
        assertThat(Facts.of(facts)).isEqualTo(expected(line));
        assertThat(scanner.canonical(bytes, before.length, to - 1, facts)).isEqualTo(-1);
    }

    @Property(tries = 5_000)
    void anAlteredLineIsToldAsTheDecoderReadsIt(
            @ForAll("entries") JournalEntry entry, @ForAll Dialect dialect, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] line = RandomLines.line(entry, dialect, random.nextInt(1000), random.nextInt(100_000));
        for (int i = random.nextInt(3); i >= 0; i--) {
            line = altered(line, random);
        }
        assertTellsWhatTheDecoderReads(line);
    }

    /** One byte more, less or other; or a stretch twice, or moved. */
    private static byte[] altered(byte[] line, Random random) {
        int at = random.nextInt(line.length);
        int to = Math.min(line.length, at + 1 + random.nextInt(12));
        byte[] changed = {anyByte(random)};
        byte[] stretch = Arrays.copyOfRange(line, at, to);
        return switch (random.nextInt(5)) {
            case 0 -> joined(line, at, changed, at);
            case 1 -> joined(line, at, new byte[0], at + 1);
            case 2 -> joined(line, at, stretch, at);
            case 3 -> joined(line, at, new byte[0], to);
            default -> joined(line, at, changed, at + 1);
        };
    }

    private static byte anyByte(Random random) {
        String telling = "\"\\{}[]:,.-+eEu0123456789tfnZT \n\t\u007f";
        return (byte) (random.nextBoolean() ? telling.charAt(random.nextInt(telling.length())) : random.nextInt());
    }

    private static byte[] joined(byte[] line, int keep, byte[] middle, int from) {
        byte[] joined = Arrays.copyOf(line, keep + middle.length + line.length - from);
        System.arraycopy(middle, 0, joined, keep, middle.length);
        System.arraycopy(line, from, joined, keep + middle.length, line.length - from);
        return joined;
    }

    @Property
    void aLineOfAnotherHandIsToldAsTheDecoderReadsIt(
            @ForAll("entries") JournalEntry entry, @ForAll Dialect dialect, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] prefix = new LineEncoder(dialect, RandomLines.SEED)
                .encode(entry)
                .prefix()
                .copy();
        JsonNode json = JsonMapper.shared().readTree(new String(prefix, StandardCharsets.UTF_8) + "}");
        List<String> members = new ArrayList<>();
        json.properties()
                .forEach(member -> members.add(
                        RandomLines.quoted(member.getKey()) + space(random) + ":" + space(random) + member.getValue()));
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(List.of(
                            "\"x\":{\"state\":[\"failed\"]}",
                            "\"crc\":1",
                            "\"op_id\":null",
                            "\"d\":-7.5e3",
                            "\"idemp_key\":\"\"")
                    .get(random.nextInt(5)));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(members, random);
        }
        StringBuilder text = new StringBuilder("{").append(space(random));
        members.forEach(member -> text.append(text.indexOf(":") < 0 ? "" : ",")
                .append(space(random))
                .append(member));
        assertTellsWhatTheDecoderReads(RandomLines.sealed(text.toString().getBytes(StandardCharsets.UTF_8), 7, 8));
    }

    private static String space(Random random) {
        return List.of("", "", "", " ", "\t", "  ").get(random.nextInt(6));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                RandomLines.json(),
                Arbitraries.strings()
                        .withChars("[]{}\",:.-+0123456789eEtrufalsn\\/ ")
                        .ofMaxLength(12));
    }

    @Property(tries = 3_000)
    void everyResultIsToldAsTheDecoderReadsIt(@ForAll("values") String result) {
        assertTellsWhatTheDecoderReads(withResult(result));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "1e5000000000",
                "NaN",
                "tru",
                "truex",
                "nul",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\ud800\"",
                "[1,]",
                "[,1]",
                "[}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "[1 ,2]",
                "1 ",
                "",
                "[[[[[]]]]]",
                "{\"a\":{\"b\":[{}]}}",
                "1,\"n\":2",
                "\u007f",
                "\"\u007f\"",
                "\"\uFFFF\"",
                "\"\t\"",
                "\"\u001f\"",
                "\"\u0000\""
            })
    void theHardResultsAreToldAsTheDecoderReadsThem(String result) {
        assertTellsWhatTheDecoderReads(withResult(result));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 3000})
    void deepResultsAreToldAsTheDecoderReadsThem(int depth) {
        assertTellsWhatTheDecoderReads(withResult("[".repeat(depth) + "]".repeat(depth)));
        assertTellsWhatTheDecoderReads(withResult("{\"a\":".repeat(depth) + "[1]" + "}".repeat(depth)));
        assertTellsWhatTheDecoderReads(withResult("[".repeat(depth) + "}" + "]".repeat(depth - 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2024-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T23:59:60Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00Z",
                "2026-01-01T00:00:00+01:00",
                "2026-01-01T00:00:00",
                "0000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "2026-01-01t00:00:00z",
                "",
                "null"
            })
    void everyTimeIsToldAsTheDecoderReadsIt(String at) {
        String prefix = "{\"op_id\":\"op-1\",\"kind\":\"k\",\"state\":\"started\",\"at\":\"" + at + "\"";
        assertTellsWhatTheDecoderReads(RandomLines.sealed(prefix.getBytes(StandardCharsets.UTF_8), 1, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"op_id\":\"\",\"kind\":\"k\",\"state\":\"started\"",
                "\"op_id\":\"op-1\",\"kind\":\"\",\"state\":\"started\"",
                "\"op_id\":\"op-1\",\"kind\":\"k\",\"state\":\"\"",
                "\"op_id\":\"op-1\",\"kind\":\"k\",\"state\":\"ended\"",
                "\"op_id\":\"op-1\",\"kind\":\"k\",\"state\":\"started\",\"idemp_key\":\"\"",
                "\"op_id\":\"op-1\",\"kind\":\"k\",\"params\":{},\"state\":\"failed\"",
                "\"op_id\":\"op-1\",\"kind\":\"k\",\"state\":\"started\",\"state\":\"failed\"",
                "\"op_id\":\"op-1\",\"kind\":\"k\",\"vmid\":01,\"state\":\"started\"",
                "\"op_id\":\"op-1\",\"op_id\":\"op-2\",\"kind\":\"k\",\"state\":\"started\""
            })
    void whatAnEntryMustHaveIsLookedAtAsTheDecoderDoes(String members) {
        String prefix = "{" + members + ",\"at\":\"2026-11-23T20:00:00Z\"";
        assertTellsWhatTheDecoderReads(RandomLines.sealed(prefix.getBytes(StandardCharsets.UTF_8), 1, 2));
    }

    /** Bytes that are not well-formed UTF-8, or hardly. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c080",
                "c1bf",
                "c280",
                "c2",
                "dfbf",
                "e08080",
                "e09fbf",
                "e0a080",
                "ed9fbf",
                "eda080",
                "edbfbf",
                "ee8080",
                "e282",
                "f0808080",
                "f08fbfbf",
                "f0908080",
                "f48fbfbf",
                "f4908080",
                "f5808080",
                "f09f9a",
                "ff"
            })
    void theBytesOfAnIdAreToldAsTheDecoderReadsThem(String hex) {
        Bytes prefix = new Bytes(128);
        prefix.ascii("{\"op_id\":\"op-").add(HexFormat.of().parseHex(hex));
        prefix.ascii("\",\"kind\":\"k\",\"state\":\"started\",\"at\":\"2026-11-23T20:00:00Z\"");
        assertTellsWhatTheDecoderReads(RandomLines.sealed(prefix.copy(), 1, 2));
    }

    private static byte[] withResult(String result) {
        String prefix = "{\"op_id\":\"op-1\",\"kind\":\"k\",\"state\":\"succeeded\",\"result\":" + result
                + ",\"at\":\"2026-11-23T20:00:00.123456789Z\"";
        return RandomLines.sealed(prefix.getBytes(StandardCharsets.UTF_8), 1, 2);
    }

    private void assertTellsWhatTheDecoderReads(byte[] line) {
        LineFacts facts = new LineFacts();
        boolean told = scanner.scan(line, 0, line.length, facts);

        assertThat(told ? Facts.of(facts) : null)
                .as("the facts of %s", new String(line, StandardCharsets.UTF_8))
                .isEqualTo(expected(line));
    }

    private @Nullable Facts expected(byte[] line) {
        LineFormat.Seal seal = LineFormat.readSeal(line, 0, line.length);
        try {
            JournalEntry entry = decoder.decode(line, 0, line.length);
            return seal == null ? null : Facts.of(entry, seal, fingerprints);
        } catch (BadLineException e) {
            return null;
        }
    }
}
