package dev.opjournal.file;

/**
 * The state of one SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
 * INDOCRYPT 2012; the longer output as in their reference code). Takes eight bytes at a time. Can be used again and again;
 * not thread-safe.
 */
final class SipHash {
    private final long k0;
    private final long k1;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** The second eight bytes of the output, little-endian. */
    private long high;

    private long low;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    SipHash start() {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
        return this;
    }

    /** Takes the next eight bytes, the first of them lowest. */
    void add(long word) {
        v3 ^= word;
        twoRounds();
        v0 ^= word;
    }

    /**
     * Takes the rest and makes the output.
     *
     * @param rest the bytes that are left, at most seven, the first of them lowest
     * @param length of all that was taken; its lowest byte counts
     */
    SipHash finish(long rest, int length) {
        add(rest | (long) length << 56);
        v2 ^= 0xee;
        twoRounds();
        twoRounds();
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        twoRounds();
        twoRounds();
        high = v0 ^ v1 ^ v2 ^ v3;
        return this;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    private void twoRounds() {
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        for (int i = 0; i < 2; i++) {
            a += b;
            c += d;
            b = Long.rotateLeft(b, 13) ^ a;
            d = Long.rotateLeft(d, 16) ^ c;
            a = Long.rotateLeft(a, 32);
            c += b;
            a += d;
            b = Long.rotateLeft(b, 17) ^ c;
            d = Long.rotateLeft(d, 21) ^ a;
            c = Long.rotateLeft(c, 32);
        }
        v0 = a;
        v1 = b;
        v2 = c;
        v3 = d;
    }
}
