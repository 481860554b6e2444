package dev.opjournal.file;

import java.util.Arrays;
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

    /** With which the checksum began: the id of the file that the line was made for. */
    private byte[] seed = {};

    /** A line that is not made yet. */
    Line() {
        this(USUAL_PREFIX);
    }

    private Line(int capacity) {
        this.prefix = new Bytes(capacity);
    }

    /**
     * A line that is ready to be sealed.
     *
     * @param prefix the JSON object without its end
     * @param seed the id of the file, with which each checksum begins
     */
    Line(byte[] prefix, byte[] seed) {
        this(prefix.length);
        start().add(prefix);
        ready(seed);
    }

    /** Takes the JSON object without its end; until {@link #ready} the line must not be sealed. */
    Bytes start() {
        prefix.clear();
        return prefix;
    }

    /** Makes it ready to be sealed in the file with the given id. */
    Line ready(byte[] seedOfFile) {
        seed = seedOfFile;
        checksum.reset();
        checksum.update(seed, 0, seed.length);
        checksum.update(prefix.array(), 0, prefix.length());
        return this;
    }

    /** The JSON object without its end. */
    Bytes prefix() {
        return prefix;
    }

    byte[] seed() {
        return seed;
    }

    /**
     * The checksum so far; spent by sealing.
     *
     * @param seedOfFile of the file that the line goes to, which may have been compacted since the line was made
     */
    CRC32C checksum(byte[] seedOfFile) {
        return Arrays.equals(seed, seedOfFile) ? checksum : ready(seedOfFile).checksum;
    }

    /** The most bytes that the line takes once it is sealed. */
    int mostBytes() {
        return prefix.length() + LineFormat.MOST_SEAL_BYTES;
    }
}
