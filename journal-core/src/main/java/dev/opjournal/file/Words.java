package dev.opjournal.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Eight bytes at a time: the first byte is the lowest, whatever machine it is. */
final class Words {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Words() {}

    /** The eight bytes from a position on, all of which must be there. */
    static long at(byte[] bytes, int at) {
        return (long) WORD.get(bytes, at);
    }

    /** A text of at most eight ASCII characters as it stands in the bytes; what is missing is 0. */
    static long of(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        long word = 0;
        for (int i = 0; i < ascii.length; i++) {
            word |= (long) ascii[i] << (i * 8);
        }
        return word;
    }

    /** Covers the first bytes of a word, none to eight. */
    static long mask(int count) {
        return count == 0 ? 0 : -1L >>> (64 - count * 8);
    }

    /**
     * The high bit of each byte that does not simply go on in a JSON string: quote, backslash, control characters and all
     * but ASCII. Above the lowest bit set, others may be set wrongly (a borrow).
     */
    static long notPlain(long word) {
        long quotes = word ^ (ONES * '"');
        long backslashes = word ^ (ONES * '\\');
        return ((quotes - ONES) | (backslashes - ONES) | (word - ONES * ' ') | word) & HIGHS;
    }

    /** The high bit of each byte that is the given one. Above the lowest bit set, others may be set wrongly. */
    static long equal(long word, char wanted) {
        long other = word ^ (ONES * wanted);
        return (other - ONES) & ~other & HIGHS;
    }

    /** The number that eight lowercase hex digits stand for, the first of them highest; -1 if they are none. */
    static long hex(long word) {
        long letters = (word >>> 6) & ONES;
        long values = (word & ONES * 0xF) + letters * 9;
        boolean same = values + ONES * '0' + letters * ('a' - 10 - '0') == word;
        boolean lettersFromTenOn = ((values + ONES * (0x80 - 10)) & HIGHS) == letters << 7;
        if (!same || !lettersFromTenOn || (values & ((ONES * 0xF) << 4)) != 0) {
            return -1;
        }
        long pairs = ((values << 4) | (values >>> 8)) & 0x00FF00FF00FF00FFL;
        long fours = ((pairs << 8) | (pairs >>> 16)) & 0x0000FFFF0000FFFFL;
        return ((fours << 16) | (fours >>> 32)) & 0xFFFFFFFFL;
    }

    /** The place, 0 to 7, of the lowest byte whose high bit is set; 8 if there is none. */
    static int lowest(long highBits) {
        return Long.numberOfTrailingZeros(highBits) >>> 3;
    }

    /** The first line end in a stretch, or its end. */
    static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - 8) {
            long found = equal(at(bytes, at), '\n');
            if (found != 0) {
                return at + lowest(found);
            }
            at += 8;
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
