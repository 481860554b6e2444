package dev.opjournal.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rules of {@code docs/file-format.md} a second time: what a journal's file is to be taken for, found slowly and plainly in
 * an array of bytes. It shares no code with what opens journals and knows nothing of {@link Tail}, {@link LineFormat} or
 * {@link Header}, so that both are wrong only if both are wrong in the same way.
 */
final class RuleTable {
    /** What opening has to do. */
    enum Verdict {
        OPENS,
        OPENS_TORN,
        DAMAGE
    }

    /** The rows of the table, and before them the header, without which nothing can be told. */
    enum Row {
        HEADER(Verdict.DAMAGE),
        T1(Verdict.DAMAGE),
        T2(Verdict.OPENS),
        T3(Verdict.DAMAGE),
        T4(Verdict.DAMAGE),
        T5(Verdict.DAMAGE),
        T6(Verdict.OPENS_TORN),
        T7(Verdict.DAMAGE);

        private final Verdict verdict;

        Row(Verdict verdict) {
            this.verdict = verdict;
        }
    }

    /**
     * What the header says.
     *
     * @param length with its line end
     */
    record Head(byte[] id, long base, long number, int length) {}

    /** Behind a good line, or behind the header: where the next line begins, and what the one before it said. */
    record Place(int offset, long number, long watermark) {}

    /**
     * What a file is to be taken for.
     *
     * @param at where the good lines end
     * @param number of the last good line
     */
    record Ruling(Row row, int at, long number) {
        Verdict verdict() {
            return row.verdict;
        }
    }

    private static final int SECTOR = 512;

    /** More than the end of a line takes from its watermark on. */
    private static final int LINE_END = 64;

    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final Pattern SEAL =
            Pattern.compile(",\"n\":" + NUMBER + ",\"d\":" + NUMBER + ",\"crc\":\"([0-9a-f]{8})\"}$");
    private static final Pattern WITNESS = Pattern.compile(",\"d\":" + NUMBER + ",\"crc\":\"[0-9a-f]{8}\"}$");
    private static final Pattern CHECKSUM = Pattern.compile(",\"crc\":\"([0-9a-f]{8})\"}");
    private static final Pattern HEADER =
            Pattern.compile("^\\{\"op_id\":\"opjournal:header\",\"file_id\":\"([0-9a-f]{32})\","
                    + "\"kind\":\"opjournal\\.header\",\"state\":\"succeeded\",\"format\":1,\"base\": *" + NUMBER
                    + ",\"at\":\"[^\"]*\"");

    private final byte[] file;
    private final Head head;
    private final Predicate<byte[]> isEntry;

    /**
     * The rules for a file.
     *
     * @param isEntry whether a line whose checksum is right is an entry
     */
    RuleTable(byte[] file, Head head, Predicate<byte[]> isEntry) {
        this.file = file;
        this.head = head;
        this.isEntry = isEntry;
    }

    /** The header of a file as the journal writes it; null if it is anything else. */
    static @Nullable Head head(byte[] file) {
        int end = lineEnd(file, 0);
        if (end < 0) {
            return null;
        }
        String line = text(file, 0, end);
        Matcher said = HEADER.matcher(line);
        Matcher seal = SEAL.matcher(line);
        if (!said.find() || !seal.find(said.end()) || seal.start() != said.end() || !isJson(Arrays.copyOf(file, end))) {
            return null;
        }
        byte[] id = said.group(1).getBytes(StandardCharsets.ISO_8859_1);
        long base = Long.parseLong(said.group(2));
        boolean sound = isRight(seal.group(3), id, file, 0, seal.start(3) - ",\"crc\":\"".length())
                && seal.group(2).equals("0")
                && base > end;
        return sound ? new Head(id, base, Long.parseLong(seal.group(1)), end + 1) : null;
    }

    static Place behind(Head head) {
        return new Place(head.length, head.number, 0);
    }

    /** The place behind the line that begins at a place; null if no good line begins there. */
    @Nullable
    Place next(Place place) {
        int from = place.offset;
        int end = lineEnd(file, from);
        if (end < 0 || file[from] != '{') {
            return null;
        }
        Matcher seal = SEAL.matcher(text(file, from, end));
        if (!seal.find()) {
            return null;
        }
        long number = Long.parseLong(seal.group(1));
        long watermark = Long.parseLong(seal.group(2));
        boolean good = number == place.number + 1
                && mayStand(watermark, place)
                && isRight(seal.group(3), head.id, file, from, from + seal.start(3) - ",\"crc\":\"".length())
                && isEntry.test(Arrays.copyOfRange(file, from, end));
        return good ? new Place(end + 1, number, watermark) : null;
    }

    private boolean mayStand(long watermark, Place place) {
        if (place.offset < head.base) {
            return watermark == 0;
        }
        return watermark == place.offset || (watermark == place.watermark && watermark != 0);
    }

    /** What the file is to be taken for, where all lines before a place are known to be good. */
    Ruling rule(Place from) {
        Place last = from;
        for (Place next; (next = next(last)) != null; ) {
            last = next;
        }
        return new Ruling(tail(last.offset), last.offset, last.number);
    }

    private Row tail(int b) {
        if (b < head.base || file.length < head.base) {
            return Row.T1;
        }
        if (isBlank(b, file.length)) {
            return Row.T2;
        }
        if (holdsWitness(b)) {
            return Row.T3;
        }
        int alien = firstAlien(b);
        int end = isSpaceUnderWay(b, alien) ? alien : file.length;
        if (alien < end) {
            return Row.T4;
        }
        int lineEnd = lineEnd(file, b);
        int stretch = lineEnd < 0 || lineEnd > end ? end : lineEnd;
        if (isWholeWithAWrongEnd(b, stretch, end)) {
            return Row.T5;
        }
        return stretch == end || holdsBlankPortion(b, stretch) ? Row.T6 : Row.T7;
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (file[i] != ' ' && file[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isSpaces(int from, int to) {
        for (int i = from; i < to; i++) {
            if (file[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private boolean holdsWitness(int b) {
        for (int end = b; (end = lineEnd(file, end)) >= 0; end++) {
            Matcher witness = WITNESS.matcher(text(file, Math.max(b, end - LINE_END), end));
            if (witness.find() && Long.parseLong(witness.group(1)) > b) {
                return true;
            }
        }
        return false;
    }

    private int firstAlien(int b) {
        for (int i = b; i < file.length; i++) {
            int value = file[i] & 0xFF;
            if ((value < 0x20 && value != '\n') || value == 0xC0 || value == 0xC1 || value >= 0xF5) {
                return i;
            }
        }
        return file.length;
    }

    /** Row T0. */
    private boolean isSpaceUnderWay(int b, int nul) {
        return nul < file.length
                && nul % SECTOR == 0
                && nul - SECTOR >= b
                && isSpaces(nul - SECTOR, nul)
                && isBlank(nul, file.length);
    }

    private boolean isWholeWithAWrongEnd(int b, int stretch, int end) {
        Matcher checksum = CHECKSUM.matcher(text(file, b, stretch));
        while (checksum.find()) {
            if (isRight(checksum.group(1), head.id, file, b, b + checksum.start())) {
                int behind = b + checksum.end();
                return behind < end && file[behind] != '\n' && file[behind] != ' ';
            }
        }
        return false;
    }

    private boolean holdsBlankPortion(int b, int stretch) {
        for (int from = b, to; (to = (from / SECTOR + 1) * SECTOR) <= stretch; from = to) {
            if (isSpaces(from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJson(byte[] line) {
        try {
            return JsonMapper.shared().readTree(line).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean isRight(String stated, byte[] id, byte[] bytes, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(id);
        sum.update(bytes, from, to - from);
        return HexFormat.of().toHexDigits((int) sum.getValue()).equals(stated);
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
