package dev.opjournal.file;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * One line but for its number, its watermark and its checksum, which it gets when its batch is sealed. The checksum of
 * what is there was begun by the thread that made the line, so that sealing only goes on with it.
 */
final class Line {
    private final byte[] prefix;
    private final byte[] seed;
    private final CRC32C checksum;

    /**
     * A line that is ready to be sealed.
     *
     * @param prefix the JSON object without its end
     * @param seed the file's id, with which each checksum begins
     */
    Line(byte[] prefix, byte[] seed) {
        this.prefix = prefix;
        this.seed = seed;
        this.checksum = LineFormat.checksum(seed);
        checksum.update(prefix, 0, prefix.length);
    }

    byte[] prefix() {
        return prefix;
    }

    byte[] seed() {
        return seed;
    }

    /** That of the line in the file with the seed, so far. Spent by sealing. */
    CRC32C checksum(byte[] seedOfFile) {
        return Arrays.equals(seed, seedOfFile) ? checksum : new Line(prefix, seedOfFile).checksum;
    }

    /** The most bytes that the line takes once it is sealed. */
    int mostBytes() {
        return prefix.length + LineFormat.MOST_SEAL_BYTES;
    }
}
