package dev.opjournal.file;

import java.io.IOException;
import java.util.Arrays;

/**
 * Walks through a file from line end to line end, in chunks, so that memory is bounded by the longest line. What it shows
 * of a stretch holds until it is asked to look further. Not thread-safe.
 */
final class LineWindow {
    /** A stretch without a line end that is longer than this is no line: twice what the largest options allow. */
    static final int LONGEST_LINE = 1 << 26;

    /** For reading all of a file. */
    private static final int CHUNK = 1 << 18;

    /** For looking at a line or two. */
    private static final int SMALL_CHUNK = 1 << 12;

    private final DiskFile file;
    private byte[] bytes;
    /** How many of {@link #bytes} are of the file. */
    private int filled;
    /** Where the first of {@link #bytes} stands in the file. */
    private long base;
    /** Where the stretch begins and ends in {@link #bytes}. */
    private int from;

    private int to;
    /** Where the next stretch begins in {@link #bytes}. */
    private int next;

    private boolean terminated;

    private LineWindow(DiskFile file, long offset, int chunk) {
        this.file = file;
        this.base = offset;
        this.bytes = new byte[chunk];
    }

    static LineWindow over(DiskFile file, long offset) {
        return new LineWindow(file, offset, CHUNK);
    }

    /** Looks at a part of a file alone, and takes no more memory than that. */
    static LineWindow within(DiskFile file, long offset, long length) {
        return new LineWindow(new FileUpTo(file, offset + length), offset, (int) Math.min(CHUNK, length + 1));
    }

    static LineWindow atTheStartOf(DiskFile file) {
        return new LineWindow(file, 0, SMALL_CHUNK);
    }

    /** The byte at which the next stretch begins, or -1 at the end of the file. */
    int peek() throws IOException {
        return next < filled || fill() ? bytes[next] & 0xFF : -1;
    }

    /** Goes on to the next stretch; false at the end of the file. The last one may have no line end. */
    boolean next() throws IOException {
        for (int i = next; ; i++) {
            if (i == filled) {
                int length = i - next;
                if (length > LONGEST_LINE || !fill()) {
                    return stretch(filled, false);
                }
                i = next + length;
            }
            if (bytes[i] == '\n') {
                return stretch(i, true);
            }
        }
    }

    private boolean stretch(int end, boolean hasLineEnd) {
        from = next;
        to = end;
        terminated = hasLineEnd;
        next = hasLineEnd ? end + 1 : end;
        return hasLineEnd || to > from;
    }

    /** Reads more; the next stretch moves to the front. */
    private boolean fill() throws IOException {
        System.arraycopy(bytes, next, bytes, 0, filled - next);
        base += next;
        filled -= next;
        next = 0;
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int read = file.read(base + filled, bytes, filled, bytes.length - filled);
        filled += Math.max(read, 0);
        return read > 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    /** Where the stretch ends, without its line end. */
    int to() {
        return to;
    }

    /** Where the stretch begins in the file. */
    long offset() {
        return base + from;
    }

    boolean terminated() {
        return terminated;
    }
}
