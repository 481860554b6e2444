package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The first line of a journal:
 *
 * <pre>{@code
 * {"op_id":"opjournal:header","file_id":"32 hex digits","kind":"opjournal.header","state":"succeeded",
 *  "format":1,"base":287,"at":"…","n":0,"d":0,"crc":"…"}
 * }</pre>
 *
 * <p>To the Go daemon and to {@code jq} it is an operation that has ended. Where the id stands and how the line is sealed is
 * the same in every version, so that an unknown version is told from damage.
 *
 * @param fileId random; the checksum of every line begins with it, so that stale blocks of another journal never fit
 * @param base the end of the last line when the file got its name; everything below was synced before that
 * @param number the number before the first line's
 * @param length of the header itself, with its line end
 */
record Header(String fileId, long base, long number, int length) {
    static final int VERSION = 1;
    static final String START = "{\"op_id\":\"opjournal:header\",\"file_id\":\"";
    static final int ID_DIGITS = 32;

    private static final int BASE_DIGITS = 19;

    private static final SecureRandom RANDOM = new SecureRandom();

    byte[] seed() {
        return seed(fileId);
    }

    static byte[] seed(String fileId) {
        return fileId.getBytes(StandardCharsets.US_ASCII);
    }

    static String newFileId() {
        byte[] id = new byte[ID_DIGITS / 2];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** A header whose length does not depend on the base, for a file whose lines are written before it. */
    static byte[] write(String fileId, long base, long number, Instant at) {
        String text = Long.toString(base);
        return withBase(fileId, " ".repeat(BASE_DIGITS - text.length()) + text, number, at);
    }

    /** As {@link #before}, for a file whose first line has the number 1. */
    static byte[] write(String fileId, long bytesOfLines, Instant at) {
        return before(fileId, bytesOfLines, 0, at);
    }

    /**
     * The header of a file that gets its name with lines in it.
     *
     * @param bytesOfLines that stand behind the header then
     * @param number the number before the first line's
     */
    static byte[] before(String fileId, long bytesOfLines, long number, Instant at) {
        int digits = 1;
        while (true) {
            byte[] header = withBase(fileId, "0".repeat(digits), number, at);
            long base = header.length + bytesOfLines;
            String text = Long.toString(base);
            if (text.length() == digits) {
                return withBase(fileId, text, number, at);
            }
            digits++;
        }
    }

    private static byte[] withBase(String fileId, String base, long number, Instant at) {
        Bytes prefix = new Bytes(256);
        prefix.ascii(START).ascii(fileId).add('"');
        prefix.name("kind").string(LineFormat.OWN_KIND + "header").name("state").string("succeeded");
        prefix.name("format")
                .number(VERSION)
                .name("base")
                .ascii(base)
                .name("at")
                .string(at.toString());
        Bytes header = new Bytes(320);
        LineFormat.seal(new Line(prefix.copy(), seed(fileId)), number, 0, header);
        return header.copy();
    }
}
