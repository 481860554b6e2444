package dev.opjournal.file;

import java.security.SecureRandom;

/**
 * Makes texts into {@link Fingerprint}s, so that the tables of an open journal hold no text: SipHash-2-4 with 128 bits of
 * the text's UTF-8, under a key that is drawn anew for each opening and never leaves the process. Thread-safe.
 *
 * <p>Two texts are taken for one when their fingerprints are equal. That is sound, since SipHash under an unknown key
 * cannot be told from a random function: whoever chooses ids and keys of requests does not know the key and sees no
 * fingerprint, so that nobody can aim, and what chance does is bounded by the birthday of 128 bits. Among n texts some two
 * collide with a probability below n²/2¹²⁹: for 10⁹ texts below 1.5·10⁻²¹, which is less than that of a wrong answer
 * from the memory that holds them. A collision that is met once is gone with the next opening, since the file holds the
 * texts.
 *
 * <p>A lone surrogate, which no valid text has but an escape in a foreign line may, is hashed as three bytes of its own: no
 * two strings have the same bytes.
 */
final class Fingerprints {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final long k0;
    private final long k1;

    Fingerprints() {
        this(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** With a given key: for tests. */
    Fingerprints(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** A hash with this key, to be used by one thread with {@link #hash}. */
    SipHash newHash() {
        return new SipHash(k0, k1);
    }

    Fingerprint of(String text) {
        SipHash hash = newHash().start();
        Utf8Words words = new Utf8Words(hash);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                words.add(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                words.addPoint(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                words.addPoint(c);
            }
        }
        words.finish();
        return new Fingerprint(hash.high(), hash.low());
    }

    /** Hashes the UTF-8 of a text; allocates nothing. The result stands in the hash. */
    static void hash(byte[] bytes, int from, int to, SipHash hash) {
        hash.start();
        int at = from;
        while (at <= to - 8) {
            hash.add(Words.at(bytes, at));
            at += 8;
        }
        long rest = 0;
        for (int i = to - 1; i >= at; i--) {
            rest = rest << 8 | bytes[i] & 0xFF;
        }
        hash.finish(rest, to - from);
    }

    /** Collects bytes to words. */
    private static final class Utf8Words {
        private final SipHash hash;
        private long word;
        private int length;

        Utf8Words(SipHash hash) {
            this.hash = hash;
        }

        void add(int oneByte) {
            word |= (long) oneByte << ((length & 7) * 8);
            if ((++length & 7) == 0) {
                hash.add(word);
                word = 0;
            }
        }

        void addPoint(int point) {
            if (point < 0x800) {
                add(0xC0 | point >> 6);
            } else {
                if (point < 0x10000) {
                    add(0xE0 | point >> 12);
                } else {
                    add(0xF0 | point >> 18);
                    add(0x80 | point >> 12 & 0x3F);
                }
                add(0x80 | point >> 6 & 0x3F);
            }
            add(0x80 | point & 0x3F);
        }

        void finish() {
            hash.finish(word, length);
        }
    }
}
