package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Entries of every kind, and the lines that they become. */
final class RandomLines {
    static final byte[] SEED = Header.seed("00112233445566778899aabbccddeeff");

    private RandomLines() {}

    /** Any text, but for lone surrogates. */
    static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, plain()),
                Tuple.of(2, Arbitraries.strings().all().ofMaxLength(20).map(RandomLines::valid)),
                Tuple.of(
                        2,
                        Arbitraries.strings()
                                .withChars("\"\\/\b\f\n\r\t\u0000\u001fa")
                                .ofMaxLength(20)),
                Tuple.of(1, Arbitraries.integers().between(250, 520).map(" "::repeat)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "",
                                "\",\"state\":\"failed\"",
                                "},\"n\":1,\"d\":2,\"crc\":\"00000000\"}",
                                "opjournal:closed")));
    }

    private static String valid(String text) {
        return text.codePoints()
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Texts that stand in a line as they are. */
    static Arbitrary<String> plain() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange(' ', '~')
                        .excludeChars('"', '\\')
                        .ofMinLength(1)
                        .ofMaxLength(40),
                Arbitraries.strings()
                        .withCharRange('\u0080', '\uD7FF')
                        .withChars("a7 \uE000\uFEFF\uFFFF")
                        .ofMinLength(1)
                        .ofMaxLength(20),
                Arbitraries.of("opjournal:closed", "opjournal:opened", "opjournal:", "\uD83D\uDE80", "\uDBFF\uDFFFx"));
    }

    /** JSON without white space between its tokens. */
    static Arbitrary<String> json() {
        return json(Arbitraries.oneOf(
                usualNumbers(),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.of("1e5000000000", "-1E-4000")));
    }

    private static Arbitrary<String> usualNumbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(Object::toString),
                Arbitraries.doubles().map(Object::toString),
                Arbitraries.of("0", "-0", "1.5e300", "-1E-7", "2e+5", "12.000"));
    }

    private static Arbitrary<String> json(Arbitrary<String> numbers) {
        Arbitrary<String> scalars = Arbitraries.oneOf(
                texts().map(RandomLines::quoted), Arbitraries.of("true", "false", "null", "\"\\u00e9\\/\""), numbers);
        return Arbitraries.lazyOf(
                () -> scalars,
                () -> scalars,
                () -> json(numbers).list().ofMaxSize(3).map(values -> "[" + String.join(",", values) + "]"),
                () -> Combinators.combine(texts(), json(numbers))
                        .as((name, value) -> quoted(name) + ":" + value)
                        .list()
                        .ofMaxSize(3)
                        .map(members -> "{" + String.join(",", members) + "}"));
    }

    static String quoted(String text) {
        Bytes bytes = new Bytes(64);
        bytes.string(text);
        return new String(bytes.copy(), StandardCharsets.UTF_8);
    }

    static Arbitrary<JournalEntry> entries() {
        return entries(texts().filter(id -> !id.isEmpty()), texts(), json());
    }

    /** Entries that the journal writes in the form that is read straight from the bytes. */
    static Arbitrary<JournalEntry> canonicalEntries() {
        return entries(plain(), plain(), json(usualNumbers()));
    }

    private static Arbitrary<JournalEntry> entries(
            Arbitrary<String> ids, Arbitrary<String> keys, Arbitrary<String> results) {
        Arbitrary<JournalEntry> begun = Combinators.combine(
                        ids,
                        texts(),
                        Arbitraries.of(OpState.values()),
                        Arbitraries.oneOf(texts(), Arbitraries.of("0", "101", "007", "999999999", "1000000000")),
                        Arbitraries.maps(texts(), texts()).ofMaxSize(3))
                .as((id, kind, state, target, params) -> JournalEntry.of(id, kind, state)
                        .target(target)
                        .params(params)
                        .build());
        Arbitrary<JournalEntry> named = Combinators.combine(
                        begun,
                        texts().injectNull(0.5),
                        keys.injectNull(0.5),
                        keys.injectNull(0.8),
                        texts().injectNull(0.8))
                .as((entry, task, key, parent, step) -> entry.toBuilder()
                        .task(task)
                        .idempotencyKey(key)
                        .parent(parent)
                        .step(step)
                        .build());
        return Combinators.combine(
                        named, results.injectNull(0.5), texts().injectNull(0.9), texts().injectNull(0.7), times())
                .as((entry, result, dropped, error, at) -> entry.toBuilder()
                        .result(result)
                        .resultDropped(dropped)
                        .error(error)
                        .at(at)
                        .build());
    }

    private static Arbitrary<Instant> times() {
        return Combinators.combine(
                        Arbitraries.longs()
                                .between(
                                        Instant.parse("0000-01-01T00:00:00Z").getEpochSecond(),
                                        Instant.parse("9999-12-31T23:59:59Z").getEpochSecond()),
                        Arbitraries.of(0, 1, 1_000, 1_000_000, 123_456_789, 999_999_999, 500_000_000))
                .as(Instant::ofEpochSecond);
    }

    static byte[] line(JournalEntry entry, Dialect dialect, long number, long watermark) {
        return sealed(new LineEncoder(dialect, SEED).encode(entry).prefix().copy(), number, watermark);
    }

    /** The line of an object without its end; no line end behind it. */
    static byte[] sealed(byte[] prefix, long number, long watermark) {
        Bytes line = new Bytes(512);
        LineFormat.seal(new Line(prefix, SEED), number, watermark, line);
        return Arrays.copyOf(line.array(), line.length() - 1);
    }
}
