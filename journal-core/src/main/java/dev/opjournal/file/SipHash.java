package dev.opjournal.file;

import org.jspecify.annotations.Nullable;

/**
 * SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012; the
 * longer output as in their reference code). Holds the last output, so that a hash allocates nothing; not thread-safe.
 */
final class SipHash {
    private static final byte[] NO_BYTES = {};

    private final long k0;
    private final long k1;

    private long high;
    private long low;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** The second eight bytes of the output, little-endian. */
    long high() {
        return high;
    }

    /** The first eight bytes of the output, little-endian. */
    long low() {
        return low;
    }

    /** Hashes a stretch of bytes. */
    void hash(byte[] bytes, int from, int to) {
        hash(bytes, null, from, to);
    }

    /** Hashes the bytes of a text that is ASCII. */
    void hashAscii(String text) {
        hash(NO_BYTES, text, 0, text.length());
    }

    /**
     * Hashes bytes, or chars instead if they are given. One loop does it all, two rounds at a time: the words, then the rest with the length, then
     * nothing twice for each half of the output.
     */
    private void hash(byte[] bytes, @Nullable String ascii, int from, int to) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int words = (to - from) >>> 3;
        for (int i = 0; i < words + 5; i++) {
            long word = 0;
            if (i < words) {
                word = ascii == null ? Words.at(bytes, from + i * 8) : word(ascii, i * 8, i * 8 + 8);
            } else if (i == words) {
                long rest = ascii == null ? rest(bytes, from + i * 8, to) : word(ascii, i * 8, to);
                word = rest | ((long) (to - from) << 56);
            } else if (i == words + 1) {
                v2 ^= 0xee;
            } else if (i == words + 3) {
                low = v0 ^ v1 ^ v2 ^ v3;
                v1 ^= 0xdd;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        high = v0 ^ v1 ^ v2 ^ v3;
    }

    /** At most eight chars, the first of them lowest. */
    private static long word(String ascii, int from, int to) {
        long word = 0;
        for (int i = to - 1; i >= from; i--) {
            word = (word << 8) | ascii.charAt(i);
        }
        return word;
    }

    /** The last bytes, at most seven, the first of them lowest. */
    private static long rest(byte[] bytes, int from, int to) {
        long rest = 0;
        for (int i = to - 1; i >= from; i--) {
            rest = (rest << 8) | (bytes[i] & 0xFF);
        }
        return rest;
    }
}
