package dev.opjournal.file;

import java.io.IOException;
import java.util.Arrays;

/** Writes the spaces with which a file grows, some at a time. Immutable. */
final class Spaces {
    /** Each end of the space that is set aside is a multiple of this, and so of a disk's sector. */
    static final int UNIT = 4096;

    private static final int MOST_AT_ONCE = 1 << 20;

    /**
     * The kernel lets one write at a time into a file, and another waits for it. So much is written in less time than one
     * switch of threads takes.
     */
    private static final int MOST_BESIDE_APPENDS = 1 << 16;

    private final byte[] spaces;

    /**
     * Spaces for a file that grows in chunks of so many bytes.
     *
     * @param chunk at least {@link #UNIT}
     */
    Spaces(int chunk) {
        this.spaces = new byte[Math.min(chunk, MOST_AT_ONCE)];
        Arrays.fill(spaces, (byte) ' ');
    }

    static long roundedUp(long offset) {
        return (offset + UNIT - 1) / UNIT * UNIT;
    }

    /**
     * Writes the next spaces; answers to where they are on the device. If it fails, the file is cut back to where it began, so
     * that nobody takes what is there for space.
     *
     * @param from the end of what is on the device
     * @param to a multiple of {@link #UNIT}
     */
    long write(DiskFile file, long from, long to) throws IOException {
        return write(file, from, to, MOST_AT_ONCE, false);
    }

    /** As {@link #write}, beside appends to the same file: in small writes, and one sync behind them. */
    long writeBesideAppends(DiskFile unsynced, long from, long to) throws IOException {
        return write(unsynced, from, to, MOST_BESIDE_APPENDS, true);
    }

    private long write(DiskFile file, long from, long to, int most, boolean sync) throws IOException {
        long until = Math.min(to, (from + spaces.length) / UNIT * UNIT);
        try {
            for (long at = from; at < until; at += most) {
                file.write(at, spaces, 0, (int) Math.min(most, until - at));
            }
            if (sync) {
                file.sync();
            }
            return until;
        } catch (IOException e) {
            cutBack(file, from, e);
            throw e;
        }
    }

    private static void cutBack(DiskFile file, long from, IOException cause) throws IOException {
        try {
            file.truncate(from);
            file.sync();
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }
}
