package dev.opjournal.file;

import java.io.IOException;

/** Placeholder of the API. */
final class LogScan {
    /** Takes the good lines in their order. */
    interface Visitor {
        /**
         * Takes one good line.
         *
         * @param facts belong to the scan, and hold until this returns
         */
        void line(LineFacts facts, long offset, int length);
    }

    private final DiskFile file;
    private final Header header;
    private final Fingerprints fingerprints;

    LogScan(DiskFile file, Header header, Fingerprints fingerprints) {
        this.file = file;
        this.header = header;
        this.fingerprints = fingerprints;
    }

    /** Reads from a position on, which is behind a good line. */
    LineScan.Position run(LineScan.Position start, Visitor visitor) throws IOException {
        LineWindow window = LineWindow.over(file, start.offset());
        Sequence sequence = new Sequence(header, start);
        LineScanner scanner = new LineScanner(fingerprints);
        LineFacts facts = new LineFacts();
        while (window.peek() == '{' && window.next() && window.terminated()) {
            byte[] bytes = window.bytes();
            if (!scanner.scan(bytes, window.from(), window.to(), facts)
                    || !sequence.fits(facts.number, facts.watermark)
                    || !LineFormat.checksumIsRight(bytes, window.from(), window.to(), header.seed())) {
                break;
            }
            int length = window.to() - window.from() + 1;
            visitor.line(facts, sequence.offset(), length);
            sequence.take(length, facts.number, facts.watermark, facts.closing);
        }
        return sequence.position();
    }
}
