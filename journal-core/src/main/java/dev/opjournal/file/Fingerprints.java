package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
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

    /** A hash with this key, for one thread. */
    SipHash newHash() {
        return new SipHash(k0, k1);
    }

    Fingerprint of(String text) {
        return of(text, newHash());
    }

    /** As {@link #of(String)}, with a hash that can be used for several. */
    static Fingerprint of(String text, SipHash hash) {
        if (isAscii(text)) {
            hash.hashAscii(text);
        } else {
            byte[] bytes = hasSurrogate(text) ? encoded(text) : text.getBytes(StandardCharsets.UTF_8);
            hash.hash(bytes, 0, bytes.length);
        }
        return new Fingerprint(hash.high(), hash.low());
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** UTF-8, but with three bytes for a lone surrogate, where the JDK gives the same question mark to all of them. */
    private static byte[] encoded(String text) {
        Bytes bytes = new Bytes(text.length() * 3);
        text.codePoints().forEach(point -> {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                bytes.add(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            } else {
                bytes.add(0xE0 | (point >> 12))
                        .add(0x80 | ((point >> 6) & 0x3F))
                        .add(0x80 | (point & 0x3F));
            }
        });
        return bytes.copy();
    }
}
