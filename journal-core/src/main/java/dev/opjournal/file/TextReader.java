package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads single lines of the file for callers, while others write. Belongs to one generation of the file, which holds it from
 * the beginning; the file is closed when that and all who read have let go. Thread-safe.
 */
final class TextReader {
    private static final Logger log = LoggerFactory.getLogger(TextReader.class);
    private static final int USUAL_LINE = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Path path;
    private final DiskFile file;
    private final byte[] seed;
    private final Redaction redaction;
    private final LineDecoder decoder = new LineDecoder();
    private final AtomicInteger holders = new AtomicInteger(1);

    TextReader(Path path, DiskFile file, byte[] seed, Redaction redaction) {
        this.path = path;
        this.file = file;
        this.seed = seed;
        this.redaction = redaction;
    }

    /** One that reads the file which takes this one's place. */
    TextReader next(DiskFile newFile, byte[] newSeed) {
        return new TextReader(path, newFile, newSeed, redaction);
    }

    byte[] seed() {
        return seed;
    }

    /** Reads the entry whose line begins at the offset; it was written or checked before. */
    JournalEntry read(long offset) {
        byte[] line = new byte[USUAL_LINE];
        int filled = 0;
        while (true) {
            int read = read(offset + filled, line, filled);
            for (int i = filled; i < filled + read; i++) {
                if (line[i] == '\n') {
                    return decode(line, i, offset);
                }
            }
            filled += Math.max(read, 0);
            if (read <= 0) {
                throw new JournalReadException(path, offset, "the line has no end", null);
            }
            if (filled == line.length) {
                line = Arrays.copyOf(line, line.length * 2);
            }
        }
    }

    private int read(long at, byte[] into, int from) {
        lock.lock();
        try {
            return file.read(at, into, from, into.length - from);
        } catch (IOException e) {
            throw new JournalReadException(path, at, e.toString(), e);
        } finally {
            lock.unlock();
        }
    }

    private JournalEntry decode(byte[] line, int to, long offset) {
        if (LineFormat.readSeal(line, 0, to) == null || !LineFormat.checksumIsRight(line, 0, to, seed)) {
            throw new JournalReadException(path, offset, "the line was altered since it was written", null);
        }
        try {
            return redaction.of(decoder.decode(line, 0, to));
        } catch (BadLineException e) {
            throw new JournalReadException(path, offset, "it is no entry: " + e.reason(), null);
        }
    }

    /** Only by those who know that somebody holds it. */
    void retain() {
        holders.incrementAndGet();
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            try {
                file.close();
            } catch (IOException e) {
                log.warn("A file of the journal {} was not closed", path, e);
            }
        }
    }
}
