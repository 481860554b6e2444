package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The seal of a line, which is the same in every version of the format:
 *
 * <pre>{@code
 * {"op_id":"…", … ,"at":"2026-11-23T20:00:00.123456789Z","n":4711,"d":1203948,"crc":"0a1b2c3d"}⏎
 * └──────────────────── prefix ───────────────────────┘└─────── seal ────────────────────────┘
 *   n    record number: contiguous through the file; the header has the one before the first line's
 *   d    watermark: the offset at which the line's batch begins; everything before it was synced when the batch was
 *        sealed. A line's own offset, or the d of the line before it. 0 in lines below the header's base
 *   crc  CRC-32C (RFC 3720, appendix B.4) of the file's id and all bytes of the line before {@code ,"crc"};
 *        eight lowercase hex digits; checked on the bytes, before any JSON is parsed
 * }</pre>
 *
 * <p>A line begins with <code>{</code> behind a line end or at the start of the file, ends with <code>}</code> and a line
 * end, and is UTF-8 without control characters. It holds no 256 spaces in a row; space set aside behind the last line is
 * filled with spaces, which JSON readers skip.
 */
final class LineFormat {
    /** What ids of the journal's own lines begin with. */
    static final String OWN_ID = "opjournal:";

    /** What kinds of the journal's own lines begin with. */
    static final String OWN_KIND = "opjournal.";

    static final String OPENED = "opened";
    static final String CLOSED = "closed";

    private static final byte[] N = ascii(",\"n\":");
    private static final byte[] D = ascii(",\"d\":");
    private static final byte[] CRC = ascii(",\"crc\":\"");
    private static final byte[] END = ascii("\"}\n");
    private static final int LONGEST_NUMBER = 19;

    /** How many bytes stand from {@code ,"crc"} to the closing brace. */
    static final int CRC_BYTES = CRC.length + 8 + 2;

    static final int MOST_SEAL_BYTES = N.length + D.length + 2 * LONGEST_NUMBER + CRC.length + 8 + END.length;

    private LineFormat() {}

    static CRC32C checksum(byte[] seed) {
        CRC32C checksum = new CRC32C();
        checksum.update(seed, 0, seed.length);
        return checksum;
    }

    /** Adds the whole line to a batch of the file that it was made for. */
    static void seal(Line line, long number, long watermark, Bytes batch) {
        seal(line, line.seed(), number, watermark, batch);
    }

    /** Adds the whole line to a batch of the file with the seed; it may have been made for the generation before. */
    static void seal(Line line, byte[] seed, long number, long watermark, Bytes batch) {
        CRC32C checksum = line.checksum(seed);
        batch.add(line.prefix());
        int from = batch.length();
        batch.add(N).number(number).add(D).number(watermark);
        checksum.update(batch.array(), from, batch.length() - from);
        batch.add(CRC).hex((int) checksum.getValue()).add(END);
    }

    /** Adds a line that was read, without its seal, to a batch of another file. */
    static void sealAnew(byte[] bytes, int from, int prefixEnd, byte[] seed, long number, Bytes batch) {
        int start = batch.length();
        batch.add(bytes, from, prefixEnd).add(N).number(number).add(D).number(0);
        CRC32C checksum = checksum(seed);
        checksum.update(batch.array(), start, batch.length() - start);
        batch.add(CRC).hex((int) checksum.getValue()).add(END);
    }

    /** Where the seal of a line begins that {@link #readSeal} has read. */
    static int prefixEnd(byte[] bytes, int from, int to) {
        int watermark = digitsFrom(bytes, from, to - CRC_BYTES);
        return digitsFrom(bytes, from, watermark - D.length) - N.length;
    }

    /** The seal of a line as it was read: whether the line is good depends on where it stands. */
    record Seal(long number, long watermark) {}

    /**
     * Reads the end of a line backwards: no JSON is parsed, and nothing but the canonical form is taken.
     *
     * @param to the position behind the closing brace
     * @return null unless number, watermark and checksum stand there as the writer writes them
     */
    static @Nullable Seal readSeal(byte[] bytes, int from, int to) {
        if (!endsWithChecksum(bytes, from, to)) {
            return null;
        }
        int end = to - CRC_BYTES;
        long watermark = watermarkBefore(bytes, from, end);
        if (watermark < 0) {
            return null;
        }
        long number = numberBefore(bytes, from, digitsFrom(bytes, from, end) - D.length, N);
        return number < 0 ? null : new Seal(number, watermark);
    }

    /** How many bytes of a sealed line are its prefix. */
    static int prefixBytes(Seal seal, int lineBytes) {
        return lineBytes - CRC_BYTES - D.length - digits(seal.watermark()) - N.length - digits(seal.number());
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }

    /** The watermark that ends before the given position; -1 if there is none. */
    static long watermarkBefore(byte[] bytes, int from, int to) {
        return numberBefore(bytes, from, to, D);
    }

    private static long numberBefore(byte[] bytes, int from, int to, byte[] name) {
        int start = digitsFrom(bytes, from, to);
        return start < to && matches(bytes, from, start - name.length, name) ? number(bytes, start, to) : -1;
    }

    /** Whether {@code ,"crc":"hhhhhhhh"}} stands before the given position. */
    static boolean endsWithChecksum(byte[] bytes, int from, int to) {
        int start = to - CRC_BYTES;
        if (start < from || bytes[to - 1] != '}' || bytes[to - 2] != '"' || !matches(bytes, from, start, CRC)) {
            return false;
        }
        for (int i = start + CRC.length; i < to - 2; i++) {
            if (hexDigit(bytes[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the checksum that stands before the given position is that of the bytes before it. */
    static boolean checksumIsRight(byte[] bytes, int from, int to, byte[] seed) {
        CRC32C checksum = checksum(seed);
        checksum.update(bytes, from, to - CRC_BYTES - from);
        return statedChecksum(bytes, to) == (int) checksum.getValue();
    }

    /** The checksum that stands before the given position. */
    static int statedChecksum(byte[] bytes, int to) {
        int stated = 0;
        for (int i = to - 10; i < to - 2; i++) {
            stated = stated << 4 | hexDigit(bytes[i]);
        }
        return stated;
    }

    private static int digitsFrom(byte[] bytes, int from, int end) {
        int start = end;
        while (start > from && bytes[start - 1] >= '0' && bytes[start - 1] <= '9') {
            start--;
        }
        return start;
    }

    /** The number that the digits stand for, or -1 if it is not in canonical form or too large. */
    private static long number(byte[] bytes, int from, int to) {
        if (to - from > LONGEST_NUMBER - 1 || (to - from > 1 && bytes[from] == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    private static boolean matches(byte[] bytes, int from, int at, byte[] expected) {
        if (at < from) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
