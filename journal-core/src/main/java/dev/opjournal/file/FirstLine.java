package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the first line of a file says that the file is. */
sealed interface FirstLine {
    /** A journal of this format version. */
    record Ours(Header header) implements FirstLine {}

    /** The journal of a Go daemon: its first line parses and has none of {@code n}, {@code d}, {@code crc}. */
    record Go() implements FirstLine {}

    /** No journal, or one of another version. */
    record Foreign(String problem, String action) implements FirstLine {}

    /** A journal whose header was cut or altered, or nothing that can be told. */
    record Damaged(String problem) implements FirstLine {}

    /** Looks at the bytes of the line, without its line end. */
    static FirstLine read(byte[] bytes, int from, int to, boolean terminated) {
        JsonNode json = parse(bytes, from, to);
        if (terminated && isSealedHeader(bytes, from, to) && json != null) {
            return ours(json, to - from + 1);
        }
        if (json == null || json.has("n") || json.has("d") || json.has("crc")) {
            return new Damaged("the header is cut or altered, or this was never a journal");
        }
        if (json.path("op_id").isString() && json.has("state")) {
            return new Go();
        }
        return new Foreign(
                "its first line is JSON, but neither an opjournal header nor an entry of the Go daemon.",
                "Set the path to a journal, or to a file that does not exist yet.");
    }

    private static boolean isSealedHeader(byte[] bytes, int from, int to) {
        byte[] start = Header.START.getBytes(StandardCharsets.US_ASCII);
        int id = from + start.length;
        if (to - id < Header.ID_DIGITS || !startsWith(bytes, from, start)) {
            return false;
        }
        byte[] seed = Arrays.copyOfRange(bytes, id, id + Header.ID_DIGITS);
        return LineFormat.readSeal(bytes, from, to) != null && LineFormat.checksumIsRight(bytes, from, to, seed);
    }

    private static FirstLine ours(JsonNode json, int length) {
        long version = json.path("format").asLong(-1);
        if (version != Header.VERSION) {
            return new Foreign(
                    "it has format version " + version + " (header at offset 0); this release knows version "
                            + Header.VERSION + ".",
                    "Open it with the release that wrote it, or a later one.");
        }
        Header header = new Header(
                json.path("file_id").asString(""),
                json.path("base").asLong(-1),
                json.path("n").asLong(-1),
                length);
        if (header.base() < length || json.path("d").asLong(-1) != 0) {
            return new Damaged("the header contradicts itself");
        }
        return new Ours(header);
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] start) {
        return Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
    }

    private static @Nullable JsonNode parse(byte[] bytes, int from, int to) {
        try {
            JsonNode json = JsonMapper.shared().readTree(bytes, from, to - from);
            return json != null && json.isObject() ? json : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
