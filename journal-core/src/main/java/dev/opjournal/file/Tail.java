package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands behind the good lines of a journal, and whether a crash can have left it so. Let B be the first byte that is
 * no good line. The rows are tried in this order; the first that fits decides:
 *
 * <pre>{@code
 * T1  B is below base, or the file is shorter than base                                            damage
 * T2  only spaces or NUL to the end                                                                the end
 * T3  it holds a line end  ,"d":N,"crc":"hhhhhhhh"}⏎  with N > B, its line good or not: B was      damage
 *     once synced
 * T0  from the first NUL on, if it stands at a multiple of 512 directly behind a 512-byte sector   not looked at: for
 *     of only spaces, and only spaces and NULs follow to the end of the file                       what follows here, the
 *                                                                                                  file ends before it
 * T4  it holds a byte that no line holds: below 0x20 except the line end, C0, C1, F5 to FF         damage
 * T5  the checksum of the line at B is right, and the byte behind its } is neither a line end      damage
 *     nor a space nor the file's end
 * T6  the stretch from B to its first line end has no line end before the file ends, or holds a    torn
 *     portion of only spaces: B to the next multiple of 512, or a whole 512-byte sector
 * T7  anything else                                                                                damage
 * }</pre>
 *
 * <p>T0 is space that was being set aside while the last batch was written: how much of it is on the device, and in which
 * sectors, is open after a crash. It begins at a multiple of 512, and {@link Reserve#OWN_LINES} keeps a whole sector of spaces
 * between each batch and it. No line holds such a sector.
 *
 * <p>Torn means: the last batch was never acknowledged. A batch goes to the device as one write over spaces, so that a
 * crash leaves each 512-byte sector either as it was, spaces, or as it was to be. A watermark at or below B proves nothing,
 * since the batch that is torn may have begun there.
 */
final class Tail {
    private static final int SECTOR = 512;

    /** More than the longest end of a line, from its watermark on. */
    private static final int LINE_END_BYTES = 64;

    private static final int MOST_ID_BYTES = 1024;

    private static final byte[] ID_START = "{\"op_id\":\"".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern OP_ID = Pattern.compile("\\{\"op_id\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** What the tail is. */
    enum Verdict {
        END,
        TORN,
        DAMAGE
    }

    /** The row of the table that decides, and why, in words. */
    enum Rule {
        T1(Verdict.DAMAGE, "the lines that the file was made with are cut or altered"),
        T2(Verdict.END, "nothing follows"),
        T3(Verdict.DAMAGE, "a later line tells that this place was once synced"),
        T4(Verdict.DAMAGE, "a byte follows that no line holds"),
        T5(Verdict.DAMAGE, "a whole line has no line end"),
        T6(Verdict.TORN, "the last batch was not written whole"),
        T7(Verdict.DAMAGE, "the line here is altered");

        private final Verdict verdict;
        private final String why;

        Rule(Verdict verdict, String why) {
            this.verdict = verdict;
            this.why = why;
        }

        Verdict verdict() {
            return verdict;
        }

        String why() {
            return why;
        }
    }

    private final DiskFile file;
    private final Header header;
    private final long start;
    private final long size;

    /** The tail from B on. */
    Tail(DiskFile file, Header header, long start) throws IOException {
        this.file = file;
        this.header = header;
        this.start = start;
        this.size = file.size();
    }

    Rule judge() throws IOException {
        if (start < header.base() || size < header.base()) {
            return Rule.T1;
        }
        long firstOther = new ByteWindow(file, start).skip(size, Tail::isBlank);
        if (firstOther == size) {
            return Rule.T2;
        }
        if (wasSyncedOnce()) {
            return Rule.T3;
        }
        long until = new ByteWindow(file, start).skip(size, Tail::mayStandInLines);
        if (until < size && !isSpaceUnderWay(until)) {
            return Rule.T4;
        }
        long lineEnd = new ByteWindow(file, start).skip(until, b -> b != '\n');
        if (isWholeButForItsEnd(lineEnd, until)) {
            return Rule.T5;
        }
        return lineEnd == until || hasBlankPortion(lineEnd) ? Rule.T6 : Rule.T7;
    }

    /** Whether a tail that is {@link Rule#T2} holds NULs, which are no space that may be written over. */
    boolean holdsMoreThanSpaces() throws IOException {
        return new ByteWindow(file, start).skip(size, b -> b == ' ') < size;
    }

    private boolean isSpaceUnderWay(long from) throws IOException {
        if (from % SECTOR != 0 || from - SECTOR < start) {
            return false;
        }
        ByteWindow window = new ByteWindow(file, from - SECTOR);
        return window.skip(from, b -> b == ' ') == from && window.skip(size, Tail::isBlank) == size;
    }

    private static boolean isBlank(int b) {
        return b == ' ' || b == 0;
    }

    private static boolean mayStandInLines(int b) {
        return (b >= 0x20 || b == '\n') && b != 0xC0 && b != 0xC1 && b < 0xF5;
    }

    private boolean wasSyncedOnce() throws IOException {
        ByteWindow window = new ByteWindow(file, start);
        byte[] end = new byte[LINE_END_BYTES];
        for (long at = start; (at = window.skip(size, b -> b != '\n')) < size; at++) {
            int length = (int) Math.min(LINE_END_BYTES, at - start);
            window.copy(at - length, end, length);
            if (LineFormat.endsWithChecksum(end, 0, length)
                    && LineFormat.watermarkBefore(end, 0, length - LineFormat.CRC_BYTES) > start) {
                return true;
            }
            window.moveTo(at + 1);
        }
        return false;
    }

    /** The text {@code ,"crc":"…"}} may also stand inside a result, so that each occurrence is tried. */
    private boolean isWholeButForItsEnd(long lineEnd, long until) throws IOException {
        ByteWindow window = new ByteWindow(file, start);
        byte[] seed = header.seed();
        CRC32C checksum = LineFormat.checksum(seed);
        byte[] end = new byte[LineFormat.CRC_BYTES];
        long summed = start;
        for (long at = start; (at = window.skip(lineEnd, b -> b != '}')) < lineEnd; at++) {
            long crcFrom = at + 1 - LineFormat.CRC_BYTES;
            if (crcFrom >= start) {
                window.copy(crcFrom, end, end.length);
                if (LineFormat.endsWithChecksum(end, 0, end.length)) {
                    summed = window.sum(summed, crcFrom, checksum);
                    if (LineFormat.statedChecksum(end, end.length) == (int) checksum.getValue()) {
                        return at + 1 < until && !isBlankOrLineEnd(window.byteAt(at + 1));
                    }
                }
            }
            window.moveTo(at + 1);
        }
        return false;
    }

    private static boolean isBlankOrLineEnd(int b) {
        return b == ' ' || b == '\n';
    }

    private boolean hasBlankPortion(long lineEnd) throws IOException {
        ByteWindow window = new ByteWindow(file, start);
        for (long from = start; from < lineEnd; ) {
            long to = (from / SECTOR + 1) * SECTOR;
            if (to > lineEnd) {
                return false;
            }
            window.moveTo(from);
            if (window.skip(to, b -> b == ' ') == to) {
                return true;
            }
            from = to;
        }
        return false;
    }

    /** The ids of the operations that the tail names, as far as they can be read. */
    Set<String> operations() throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        ByteWindow window = new ByteWindow(file, start);
        byte[] text = new byte[MOST_ID_BYTES];
        for (long at = start; (at = window.skip(size, b -> b != '{')) < size; at++) {
            if (!beginsAnId(window, at)) {
                window.moveTo(at + 1);
                continue;
            }
            int length = (int) Math.min(MOST_ID_BYTES, size - at);
            window.copy(at, text, length);
            Matcher id = OP_ID.matcher(new String(text, 0, length, StandardCharsets.UTF_8));
            if (id.lookingAt() && !id.group(1).startsWith(LineFormat.OWN_ID)) {
                addReadable(id.group(1), ids);
            }
            window.moveTo(at + 1);
        }
        return ids;
    }

    /** Asked of every brace, of which there may be as many as bytes: nothing is copied. */
    private boolean beginsAnId(ByteWindow window, long at) throws IOException {
        if (size - at < ID_START.length) {
            return false;
        }
        for (int i = 0; i < ID_START.length; i++) {
            if (window.byteAt(at + i) != ID_START[i]) {
                return false;
            }
        }
        return true;
    }

    /** A tear may go through an id, and what stands behind it up to the next quote need not be JSON. */
    private static void addReadable(String id, Set<String> ids) {
        try {
            ids.add(JsonMapper.shared().readValue("\"" + id + "\"", String.class));
        } catch (JacksonException torn) {
            return;
        }
    }
}
