package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Finds the lines of a journal wherever they stand in a damaged file. A line is proven by its checksum, which begins with
 * the file's id: no line of another journal and no altered line passes, but for one in 2^32. Its place proves nothing here.
 */
final class LooseLines {
    /** The text that ends a line may also stand inside a result; a line with more of them than this is not found. */
    private static final int MOST_ENDS = 16;

    /** What no line begins with but the journal's own. */
    private static final byte[] OWN_START = ("{\"op_id\":\"" + LineFormat.OWN_ID).getBytes(StandardCharsets.US_ASCII);

    private static final int NO_LINE = -1;

    /** No line ends in the rest of the stretch. */
    private static final int NO_END = -2;

    /**
     * A line that is proven.
     *
     * @param length without its line end
     * @param own whether it is one of the journal's own
     */
    record Found(long number, long offset, int length, boolean own) {
        /** Behind the line and its line end. */
        long end() {
            return offset + length + 1;
        }
    }

    /** Bytes that are no line. */
    record Stretch(long offset, long length) {}

    private final byte[] seed;
    private final LineDecoder decoder = new LineDecoder();
    private final List<Found> found = new ArrayList<>();
    private final List<Stretch> bad = new ArrayList<>();
    /** Where spaces or NULs began that may be the end of the file; -1 if the last piece was something else. */
    private long blankFrom = -1;

    private LooseLines(byte[] seed) {
        this.seed = seed;
    }

    /** Looks through the file, from behind its header on. */
    static LooseLines in(DiskFile file, byte[] seed, long from) throws IOException {
        LooseLines lines = new LooseLines(seed);
        LineWindow window = LineWindow.over(file, from);
        while (window.next()) {
            lines.search(window);
        }
        return lines;
    }

    /** In the order of the file. */
    List<Found> found() {
        return found;
    }

    /** In the order of the file. Space at its end is no bad stretch. */
    List<Stretch> bad() {
        return bad;
    }

    private void search(LineWindow window) throws IOException {
        byte[] bytes = window.bytes();
        int badFrom = window.from();
        int at = badFrom;
        int lastEnd = window.to();
        while ((at = GoJournal.nextStart(bytes, at, lastEnd)) < lastEnd) {
            int end = endOfLine(bytes, at, window.to());
            if (end > 0) {
                piece(window, badFrom, at);
                addFound(window, at, end);
                badFrom = end;
                at = end;
            } else if (end == NO_END) {
                break;
            } else {
                at++;
            }
        }
        boolean isLineEndOfALine = badFrom == window.to() && badFrom > window.from();
        if (!isLineEndOfALine) {
            piece(window, badFrom, window.to() + (window.terminated() ? 1 : 0));
        }
    }

    private void addFound(LineWindow window, int from, int to) {
        byte[] bytes = window.bytes();
        LineFormat.Seal seal = Objects.requireNonNull(LineFormat.readSeal(bytes, from, to));
        long offset = window.offset() + (from - window.from());
        if (blankFrom >= 0) {
            addBad(blankFrom, offset);
            blankFrom = -1;
        }
        boolean own = Arrays.mismatch(bytes, from, to, OWN_START, 0, OWN_START.length) == OWN_START.length;
        found.add(new Found(seal.number(), offset, to - from, own));
    }

    /** The end of the good line that begins here; the one that fills the stretch is tried first. */
    private int endOfLine(byte[] bytes, int from, int to) {
        if (LineFormat.endsWithChecksum(bytes, from, to)
                && LineFormat.checksumIsRight(bytes, from, to, seed)
                && isEntry(bytes, from, to)) {
            return to;
        }
        CRC32C checksum = LineFormat.checksum(seed);
        int summed = from;
        int ends = 0;
        for (int i = from + LineFormat.CRC_BYTES; i <= to && ends < MOST_ENDS; i++) {
            if (bytes[i - 1] == '}' && LineFormat.endsWithChecksum(bytes, from, i)) {
                ends++;
                checksum.update(bytes, summed, i - LineFormat.CRC_BYTES - summed);
                summed = i - LineFormat.CRC_BYTES;
                if (LineFormat.statedChecksum(bytes, i) == (int) checksum.getValue() && isEntry(bytes, from, i)) {
                    return i;
                }
            }
        }
        return ends == 0 ? NO_END : NO_LINE;
    }

    private boolean isEntry(byte[] bytes, int from, int to) {
        if (LineFormat.readSeal(bytes, from, to) == null) {
            return false;
        }
        try {
            decoder.decode(bytes, from, to);
            return true;
        } catch (BadLineException e) {
            return false;
        }
    }

    /** Takes bytes that are no line. */
    private void piece(LineWindow window, int from, int to) {
        long zero = window.offset() - window.from();
        int blank = to;
        while (blank > from && (window.bytes()[blank - 1] == ' ' || window.bytes()[blank - 1] == 0)) {
            blank--;
        }
        if (blank > from) {
            long start = blankFrom >= 0 ? blankFrom : zero + from;
            addBad(start, zero + blank);
            blankFrom = -1;
        }
        if (blank < to && blankFrom < 0) {
            blankFrom = zero + blank;
        }
    }

    private void addBad(long from, long to) {
        Stretch last = bad.isEmpty() ? null : bad.get(bad.size() - 1);
        if (last != null && last.offset() + last.length() == from) {
            bad.set(bad.size() - 1, new Stretch(last.offset(), to - last.offset()));
        } else {
            bad.add(new Stretch(from, to - from));
        }
    }
}
