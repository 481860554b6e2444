package dev.opjournal.file;

/**
 * How far a journal is good, while its lines are read one after the other: the rule for what a line's number and watermark
 * may be, given the line before it. Not thread-safe.
 */
final class Sequence {
    private final long base;
    private long offset;
    private long number;
    private long watermark;
    private boolean closed;

    /** Goes on from a position, which is behind a good line. */
    Sequence(Header header, LineScan.Position start) {
        this.base = header.base();
        this.offset = start.offset();
        this.number = start.number();
        this.watermark = start.watermark();
        this.closed = start.closed();
    }

    /** Whether a line with this seal may stand here. */
    boolean fits(long lineNumber, long lineWatermark) {
        if (lineNumber != number + 1) {
            return false;
        }
        if (offset < base) {
            return lineWatermark == 0;
        }
        boolean beginsBatch = lineWatermark == offset;
        boolean sameBatch = lineWatermark == watermark && lineWatermark >= base;
        return beginsBatch || sameBatch;
    }

    /** Goes on behind a good line of that many bytes, its line end included. */
    void take(int length, long lineNumber, long lineWatermark, boolean closing) {
        offset += length;
        number = lineNumber;
        watermark = lineWatermark;
        closed = closing;
    }

    long offset() {
        return offset;
    }

    LineScan.Position position() {
        return new LineScan.Position(offset, number, watermark, closed);
    }
}
