package dev.opjournal.file;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Whole lines of a file, one behind the other, and what stands in them. Filled by {@link ChunkReader}, scanned by one
 * thread, and then taken by the thread that filled it; used again and again. Not thread-safe: it is handed on.
 */
final class Chunk {
    /** Of so many lines a visitor hears before it takes them. */
    private static final int LINES_AHEAD = 32;

    private final byte[] seed;
    private final CRC32C checksum = new CRC32C();
    private final LineScanner scanner;

    byte[] bytes;
    /** How many bytes are filled, the last of them a line end. */
    int length;

    private LineFacts[] facts = new LineFacts[0];
    /** Where each line ends, behind its line end. */
    private int[] ends = new int[0];

    private int lines;

    Chunk(int capacity, Fingerprints fingerprints, byte[] seed) {
        this.bytes = new byte[capacity];
        this.scanner = new LineScanner(fingerprints);
        this.seed = seed;
    }

    /** Looks for the lines that are good as far as each can tell for itself, up to the first that is not. */
    void scan() {
        lines = 0;
        for (int at = 0; at < length; ) {
            int end = line(at, factsOfNext());
            if (end < 0) {
                return;
            }
            ends[lines++] = end;
            at = end;
        }
    }

    /** Answers the position behind the line end, or -1 if the line is not good. */
    private int line(int from, LineFacts into) {
        int to = scanner.canonical(bytes, from, length - 1, into);
        if (to < 0 || bytes[to] != '\n') {
            to = Words.lineEnd(bytes, from, length);
            // The checksum first: what was altered is no concern of a parser.
            if (bytes[from] != '{'
                    || LineFormat.readSeal(bytes, from, to) == null
                    || !LineFormat.checksumIsRight(bytes, from, to, seed)
                    || !scanner.decoded(bytes, from, to, into)) {
                return -1;
            }
            return to + 1;
        }
        checksum.reset();
        checksum.update(seed, 0, seed.length);
        checksum.update(bytes, from, to - LineFormat.CRC_BYTES - from);
        return into.checksum == (int) checksum.getValue() ? to + 1 : -1;
    }

    private LineFacts factsOfNext() {
        if (lines == facts.length) {
            int more = Math.max(16, lines * 2);
            facts = Arrays.copyOf(facts, more);
            ends = Arrays.copyOf(ends, more);
            for (int i = lines; i < more; i++) {
                facts[i] = new LineFacts();
            }
        }
        return facts[lines];
    }

    /** Tells the lines that go on where the file is good so far; false if there is one that does not, or is not good. */
    boolean tell(Sequence sequence, LogScan.Visitor visitor) {
        int from = 0;
        for (int i = 0; i < lines; i++) {
            if (i % LINES_AHEAD == 0) {
                for (int soon = i; soon < Math.min(lines, i + LINES_AHEAD); soon++) {
                    visitor.soon(facts[soon]);
                }
            }
            LineFacts line = facts[i];
            int bytesOfLine = ends[i] - from;
            if (!sequence.fits(line.number, line.watermark)) {
                return false;
            }
            visitor.line(line, sequence.offset(), bytesOfLine);
            sequence.take(bytesOfLine, line.number, line.watermark, line.closing);
            from = ends[i];
        }
        return from == length;
    }
}
