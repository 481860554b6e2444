package dev.opjournal.file;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The end of the file, where lines are written over space that was set aside before. Used by one thread at a time: the one
 * that opens the journal, then the leader of the batch.
 *
 * <pre>{@code
 * header  lines …  lines of this batch          spaces                        end of the file
 *                  └ end ───────────────────────┴ allocated (on the device) ──┘
 * }</pre>
 */
final class LogWriter implements AutoCloseable {
    private static final int MOST_SPACES_AT_ONCE = 1 << 20;
    private static final int USUAL_BATCH = 1 << 16;
    private static final int LARGEST_KEPT_BATCH = 1 << 23;

    private final DiskFile file;
    private final long chunk;
    private final byte[] spaces;
    private final byte[] seed;
    private Bytes batch = new Bytes(USUAL_BATCH);

    /** Behind the last line that is on the device. */
    private volatile long end;
    /** The number of that line. */
    private long number;
    /** The number of the line that was sealed last, while a batch is made. */
    private long next;
    /** Everything from {@link #end} to here is spaces on the device. */
    private long allocated;
    /** Whether the last line needs no line behind it to witness that it was written whole. */
    private boolean witnessed;

    /**
     * Goes on behind the last line.
     *
     * @param allocated up to where the file holds spaces on the device
     * @param seed with which the checksums of the file begin
     */
    LogWriter(DiskFile file, LineScan.Position position, boolean witnessed, int chunk, long allocated, byte[] seed) {
        this.file = file;
        this.seed = seed;
        this.chunk = chunk;
        this.spaces = new byte[Math.min(chunk, MOST_SPACES_AT_ONCE)];
        Arrays.fill(spaces, (byte) ' ');
        this.end = position.offset();
        this.allocated = allocated;
        this.number = position.number();
        this.witnessed = witnessed;
    }

    long end() {
        return end;
    }

    boolean witnessed() {
        return witnessed;
    }

    /** Bytes that are set aside behind the last line. */
    long room() {
        return allocated - end;
    }

    /**
     * Sets aside at least so many bytes behind the last line, in whole chunks. If it throws, the journal is as it was; how
     * much of the new space is on the device does not matter.
     */
    void setAside(long bytes) throws IOException {
        long target = targetFor(bytes);
        try {
            while (allocated < target) {
                int length = (int) Math.min(spaces.length, target - allocated);
                file.write(allocated, spaces, 0, length);
                allocated += length;
            }
        } catch (IOException e) {
            file.truncate(allocated);
            throw e;
        }
    }

    /** How many bytes {@link #setAside} would add to the file. */
    long missingFor(long bytes) {
        return Math.max(0, targetFor(bytes) - allocated);
    }

    private long targetFor(long bytes) {
        return (end + bytes + chunk - 1) / chunk * chunk;
    }

    /** Begins a batch, which {@link #flush} writes. */
    void begin() {
        batch.clear();
        next = number;
    }

    /** Seals a line into the batch: it gets its number, the watermark and its checksum. Answers where it will begin. */
    long add(Line line) {
        long offset = end + batch.length();
        LineFormat.seal(line, seed, ++next, end, batch);
        return offset;
    }

    /** The number of the line that was sealed last. */
    long lastNumber() {
        return next;
    }

    /**
     * Writes the batch. Its lines are on the device when this returns. After an exception nothing is known, and this must not
     * be used again.
     */
    void flush() throws IOException {
        if (batch.length() > room()) {
            throw new IllegalStateException(
                    "A batch of " + batch.length() + " bytes does not fit in the " + room() + " set aside");
        }
        file.write(end, batch.array(), 0, batch.length());
        end += batch.length();
        number = next;
        witnessed = false;
        if (batch.array().length > LARGEST_KEPT_BATCH) {
            batch = new Bytes(USUAL_BATCH);
        }
    }

    /**
     * Writes lines as one batch.
     *
     * @param offsets takes where each line begins
     * @return the number of the first line
     */
    long write(List<Line> lines, long[] offsets) throws IOException {
        begin();
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = add(lines.get(i));
        }
        flush();
        return number - offsets.length + 1;
    }

    /** Gives the space back that was set aside. */
    void trim() throws IOException {
        file.truncate(end);
        file.sync();
        allocated = end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
