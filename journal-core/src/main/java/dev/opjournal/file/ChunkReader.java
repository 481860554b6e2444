package dev.opjournal.file;

import java.io.IOException;
import java.util.Arrays;

/** Reads a file from an offset on in stretches of whole lines. Memory is bounded by the longest line. Not thread-safe. */
final class ChunkReader {
    /** The most that one call reads: a file copies through a buffer of that size outside the heap, which stays in the cache. */
    private static final int MOST_READ = 1 << 18;

    private final DiskFile file;
    private long offset;
    /** The beginning of a line that was read with the last chunk. */
    private byte[] begun = new byte[0];

    private int begunLength;
    private boolean ended;

    ChunkReader(DiskFile file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    /** Fills a chunk with the next lines; false if there is none. What is behind the last line end of the file is none. */
    boolean fill(Chunk chunk) throws IOException {
        if (ended) {
            return false;
        }
        int filled = begunLength;
        byte[] bytes = roomFor(filled, chunk);
        System.arraycopy(begun, 0, bytes, 0, filled);
        int end = 0;
        while (end == 0 || filled < bytes.length) {
            if (filled == bytes.length) {
                bytes = roomFor(filled, chunk);
            }
            int read = read(bytes, filled);
            end = Math.max(end, behindLastLineEnd(bytes, filled, filled + read));
            filled += read;
            boolean lineGoesOn = end == filled || (bytes[end] == '{' && filled - end <= LineWindow.LONGEST_LINE);
            if (read == 0 || !lineGoesOn) {
                ended = true;
                break;
            }
        }
        keep(bytes, end, filled);
        chunk.length = end;
        return end > 0;
    }

    /** The bytes of a chunk, with room for more than the given number that are kept. */
    private static byte[] roomFor(int kept, Chunk chunk) {
        if (chunk.bytes.length == kept) {
            chunk.bytes = Arrays.copyOf(chunk.bytes, kept * 2);
        } else if (chunk.bytes.length < kept) {
            chunk.bytes = new byte[kept * 2];
        }
        return chunk.bytes;
    }

    private int read(byte[] into, int from) throws IOException {
        int read = file.read(offset, into, from, Math.min(MOST_READ, into.length - from));
        offset += Math.max(read, 0);
        return Math.max(read, 0);
    }

    private static int behindLastLineEnd(byte[] bytes, int from, int to) {
        for (int i = to; i > from; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    private void keep(byte[] bytes, int from, int to) {
        begunLength = to - from;
        if (begun.length < begunLength) {
            begun = new byte[begunLength * 2];
        }
        System.arraycopy(bytes, from, begun, 0, begunLength);
    }
}
