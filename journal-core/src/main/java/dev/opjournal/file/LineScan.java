package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.io.IOException;

/**
 * Reads the good lines of a journal, from the header on to the first stretch that is no good line. A line is good if it is
 * where the line before it ended, its checksum is right, its number follows, its watermark is allowed, and it is an
 * entry. What is not good is for {@link Tail} to judge.
 */
final class LineScan {
    /** Takes the good lines in their order. */
    interface Visitor {
        void line(JournalEntry entry, long offset, int length);
    }

    /**
     * Where the good lines end.
     *
     * @param offset of the first byte behind them
     * @param number of the last
     * @param watermark of the last: where its batch begins
     * @param closed whether the last is a closing line
     */
    record Position(long offset, long number, long watermark, boolean closed) {
        static Position behind(Header header) {
            return new Position(header.length(), header.number(), 0, false);
        }
    }

    private final DiskFile file;
    private final Header header;
    private final byte[] seed;
    private final LineDecoder decoder = new LineDecoder();

    LineScan(DiskFile file, Header header) {
        this.file = file;
        this.header = header;
        this.seed = header.seed();
    }

    /** Reads from a position on, which is behind a good line. */
    Position run(Position start, Visitor visitor) throws IOException {
        LineWindow window = LineWindow.over(file, start.offset());
        Sequence sequence = new Sequence(header, start);
        while (window.peek() == '{' && window.next() && window.terminated()) {
            int from = window.from();
            int to = window.to();
            LineFormat.Seal seal = LineFormat.readSeal(window.bytes(), from, to);
            if (seal == null
                    || !sequence.fits(seal.number(), seal.watermark())
                    || !LineFormat.checksumIsRight(window.bytes(), from, to, seed)) {
                break;
            }
            JournalEntry entry;
            try {
                entry = decoder.decode(window.bytes(), from, to);
            } catch (BadLineException e) {
                break;
            }
            int length = to - from + 1;
            visitor.line(entry, sequence.offset(), length);
            boolean closing = entry.opId().equals(LineFormat.OWN_ID + LineFormat.CLOSED);
            sequence.take(length, seal.number(), seal.watermark(), closing);
        }
        return sequence.position();
    }
}
