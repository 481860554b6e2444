package dev.opjournal.file;

import dev.opjournal.JournalReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes the lines that stay into the file of the next generation: the header first, for which room is left, then the lines
 * in their order, all below the base, then space that is set aside. A line gets a new number, watermark 0 and a new
 * checksum; before that its old checksum must be right, so that what was altered is never sealed anew.
 */
final class Rewrite {
    /** So much is handed to the device at once; small enough that the syncs of appends get their turn. */
    private static final int CHUNK = 1 << 18;

    private static final int LINES_BETWEEN_QUESTIONS = 1024;

    private final Path path;
    private final DiskFile from;
    private final byte[] seed;
    private final Survey survey;
    private final DiskFile to;
    private final String fileId = Header.newFileId();
    private final byte[] newSeed = Header.seed(fileId);
    private final Instant at;
    private final LineScanner scanner;
    private final LineFacts facts = new LineFacts();
    private final Bytes chunk = new Bytes(CHUNK + (1 << 16));
    private final Generation next;

    /** How many lines were read, and where the next one begins. */
    private int linesRead;

    private long readFrom;
    /** Where the next chunk goes. */
    private long end;
    /** Everything from {@link #end} to here is spaces on the device. */
    private long allocated;

    /**
     * Begins the file.
     *
     * @param from the journal, for reading
     * @param to an empty file
     * @param reader of the file that is written
     */
    Rewrite(
            Path path,
            DiskFile from,
            Survey survey,
            DiskFile to,
            DiskFile reader,
            Fingerprints fingerprints,
            Instant at) {
        this.path = path;
        this.from = from;
        this.readFrom = survey.generation().firstOffset();
        TextReader readerBefore = survey.generation().reader();
        this.seed = readerBefore.seed();
        this.survey = survey;
        this.to = to;
        this.at = at;
        this.scanner = new LineScanner(fingerprints);
        this.end = header().length;
        this.next = new Generation(survey.numberBefore(), end, readerBefore.next(reader, newSeed));
        this.allocated = end;
    }

    Generation next() {
        return next;
    }

    byte[] seed() {
        return newSeed;
    }

    int linesRead() {
        return linesRead;
    }

    /**
     * Copies the lines up to the given one; they are on the device when it returns.
     *
     * @param goesOn asked now and then; throws to end it
     */
    void copy(int untilLine, Runnable goesOn) throws IOException {
        LineWindow window = LineWindow.over(from, readFrom);
        while (linesRead < untilLine) {
            if (!window.next() || !window.terminated()) {
                throw new JournalReadException(path, readFrom, "the line has no end", null);
            }
            copy(window);
            linesRead++;
            readFrom = window.offset() + (window.to() - window.from()) + 1;
            if (linesRead % LINES_BETWEEN_QUESTIONS == 0) {
                goesOn.run();
            }
            if (chunk.length() >= CHUNK) {
                flush();
            }
        }
        flush();
    }

    private void copy(LineWindow window) throws IOException {
        byte[] bytes = window.bytes();
        int start = window.from();
        int stop = window.to();
        LineFormat.Seal seal = LineFormat.readSeal(bytes, start, stop);
        if (seal == null || !LineFormat.checksumIsRight(bytes, start, stop, seed)) {
            throw new JournalReadException(path, window.offset(), "the line was altered since it was written", null);
        }
        if (!survey.keeps(linesRead)) {
            return;
        }
        if (!scanner.scan(bytes, start, stop, facts)) {
            throw new JournalReadException(path, window.offset(), "it is no entry", null);
        }
        long number = next.number(next.lines().size());
        Loading.take(facts, end + chunk.length(), next);
        LineFormat.sealAnew(bytes, start, LineFormat.prefixEnd(bytes, start, stop), seed(), number, chunk);
    }

    private void flush() throws IOException {
        to.write(end, chunk.array(), 0, chunk.length());
        end += chunk.length();
        chunk.clear();
    }

    /** Writes spaces behind the lines, at least so many bytes; what is copied afterwards goes over them. */
    void setAside(long bytes) throws IOException {
        Spaces spaces = new Spaces(CHUNK);
        long target = Spaces.roundedUp(end + bytes);
        allocated = Math.max(allocated, end);
        while (allocated < target) {
            allocated = spaces.write(to, allocated, target);
        }
    }

    /** Writes the header, after which the file is whole, and syncs all. */
    void finish() throws IOException {
        byte[] header = header();
        to.write(0, header, 0, header.length);
        to.sync();
    }

    private byte[] header() {
        return Header.write(fileId, end, survey.numberBefore(), at);
    }

    /** For whoever goes on writing to the file. */
    LogWriter writer(int chunkBytes) {
        LineScan.Position position =
                new LineScan.Position(end, next.number(next.lines().size() - 1), 0, false);
        return new LogWriter(to, position, true, chunkBytes, Math.max(allocated, end), seed());
    }

    long end() {
        return end;
    }
}
