package dev.opjournal.file;

import java.io.IOException;
import java.util.function.IntPredicate;
import java.util.zip.CRC32C;

/** Looks at single bytes of a file, in chunks, so that memory is bounded however much there is. Not thread-safe. */
final class ByteWindow {
    private static final int CHUNK = 1 << 16;

    private final DiskFile file;
    private final byte[] chunk = new byte[CHUNK];
    private long chunkAt;
    private int chunkLength;
    private long position;

    ByteWindow(DiskFile file, long position) {
        this.file = file;
        this.position = position;
    }

    void moveTo(long newPosition) {
        this.position = newPosition;
    }

    /** Goes on while bytes are as told, to the end given at most; answers where it stands then. */
    long skip(long end, IntPredicate wanted) throws IOException {
        while (position < end && wanted.test(byteAt(position))) {
            position++;
        }
        return position;
    }

    int byteAt(long at) throws IOException {
        if (at < chunkAt || at >= chunkAt + chunkLength) {
            chunkLength = Math.max(file.read(at, chunk, 0, CHUNK), 0);
            chunkAt = at;
            if (chunkLength == 0) {
                throw new IOException("The file ends at " + at + " while it is read");
            }
        }
        return chunk[(int) (at - chunkAt)] & 0xFF;
    }

    /** Copies bytes from an offset on; for a few. */
    void copy(long at, byte[] into, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            int read = file.read(at + i, into, i, length - i);
            if (read <= 0) {
                throw new IOException("The file ends at " + (at + i) + " while it is read");
            }
            i += read - 1;
        }
    }

    /** Adds the bytes between two offsets to a checksum; answers the second. */
    long sum(long from, long to, CRC32C checksum) throws IOException {
        for (long at = from; at < to; at++) {
            checksum.update(byteAt(at));
        }
        return to;
    }
}
