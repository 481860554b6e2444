package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final int USUAL_BATCH = 1 << 16;
    private static final int LARGEST_KEPT_BATCH = 1 << 23;

    private final long chunk;
    private final Spaces spaces;
    private final byte[] seed;
    private final DiskFile file;
    private @Nullable SpaceAhead ahead;
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
        this.spaces = new Spaces(chunk);
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

    /** From now on the next chunk is made in the background, by a second handle on the same file. */
    void growAhead(Path journal, SpaceAhead.Opener opener) {
        ahead = new SpaceAhead(journal, opener, spaces);
    }

    /** Takes what was made in the background meanwhile. */
    void takeAhead() {
        if (ahead != null) {
            allocated = Math.max(allocated, ahead.filledTo());
        }
    }

    /** Begins to make the next chunk if less than half a chunk will be left besides the given bytes. Does not wait. */
    void growAheadIfBelow(long bytes) {
        if (ahead != null && room() - bytes < halfAChunk()) {
            ahead.begin(allocated, Math.max(Spaces.roundedUp(allocated + chunk), targetFor(bytes + halfAChunk())));
        }
    }

    long halfAChunk() {
        return chunk / 2;
    }

    /** When this returns, nothing is under way in the background on this file. */
    void stopAhead() throws IOException {
        if (ahead != null) {
            ahead.stop();
        }
    }

    /**
     * Sets aside at least so many bytes behind the last line, in whole chunks; waits for those that are under way. If it
     * throws, the journal is as it was; how much of the new space is on the device does not matter.
     */
    void setAside(long bytes) throws IOException {
        if (ahead != null) {
            allocated = Math.max(allocated, ahead.await(end + bytes));
        }
        if (room() < bytes) {
            long target = targetFor(bytes);
            while (allocated < target) {
                allocated = spaces.write(file, allocated, target);
            }
            if (ahead != null) {
                ahead.retry();
            }
        }
    }

    /** How many bytes {@link #setAside} would add to the file. */
    long missingFor(long bytes) {
        return Math.max(0, targetFor(bytes) - allocated);
    }

    private long targetFor(long bytes) {
        return Spaces.roundedUp((end + bytes + chunk - 1) / chunk * chunk);
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
        long from = end;
        file.write(from, batch.array(), 0, batch.length());
        end = from + batch.length();
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
        try {
            if (ahead != null) {
                ahead.close();
            }
        } finally {
            file.close();
        }
    }
}
