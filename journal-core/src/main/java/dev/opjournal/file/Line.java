package dev.opjournal.file;

import java.util.zip.CRC32C;

/**
 * One line but for its number, its watermark and its checksum, which it gets when its batch is sealed. The checksum of
 * what is there was begun by the thread that made the line, so that sealing only goes on with it. Used by one thread at a
 * time: the one that makes the line, then the one that seals it; afterwards it may be made anew.
 */
final class Line {
    private static final int USUAL_PREFIX = 512;

    private final Bytes prefix;
    private final CRC32C checksum = new CRC32C();
    private final byte[] seed;

    /**
     * A line that is not made yet.
     *
     * @param seed the file's id, with which each checksum begins
     */
    Line(byte[] seed) {
        this(seed, USUAL_PREFIX);
    }

    private Line(byte[] seed, int capacity) {
        this.prefix = new Bytes(capacity);
        this.seed = seed;
    }

    /**
     * A line that is ready to be sealed.
     *
     * @param prefix the JSON object without its end
     */
    Line(byte[] prefix, byte[] seed) {
        this(seed, prefix.length);
        start().add(prefix);
        ready();
    }

    /** Takes the JSON object without its end; until {@link #ready} the line must not be sealed. */
    Bytes start() {
        prefix.clear();
        return prefix;
    }

    Line ready() {
        checksum.reset();
        checksum.update(seed, 0, seed.length);
        checksum.update(prefix.array(), 0, prefix.length());
        return this;
    }

    /** The JSON object without its end. */
    Bytes prefix() {
        return prefix;
    }

    /** Spent by sealing. */
    CRC32C checksum() {
        return checksum;
    }

    /** The most bytes that the line takes once it is sealed. */
    int mostBytes() {
        return prefix.length() + LineFormat.MOST_SEAL_BYTES;
    }
}
