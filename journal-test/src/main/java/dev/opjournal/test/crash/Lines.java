package dev.opjournal.test.crash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lines in the bytes of a journal's file. Behind the last one there is space that is set aside. */
final class Lines {
    private static final String OWN_KIND = "opjournal.";
    private static final int SECTOR = 512;

    /** An entry with the offset behind its line. */
    record Line(Entry entry, int end) {}

    private Lines() {}

    /** The offset behind the last line. */
    static int end(byte[] file) {
        int end = file.length;
        while (end > 0 && file[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** The entries from an offset on, but for the lines that the journal writes for itself. */
    static List<Line> from(int offset, byte[] file) {
        List<Line> lines = new ArrayList<>();
        int start = offset;
        for (int at = offset; at < file.length; at++) {
            if (file[at] == '\n') {
                JsonNode line =
                        JsonMapper.shared().readTree(new String(file, start, at - start, StandardCharsets.UTF_8));
                start = at + 1;
                Entry entry = Entry.of(line);
                if (!entry.kind().startsWith(OWN_KIND)) {
                    lines.add(new Line(entry, start));
                }
            }
        }
        return lines;
    }

    /** The last border between two sectors in a stretch; its start if there is none. */
    static int lastBorder(int from, int to) {
        int border = (to - 1) / SECTOR * SECTOR;
        return Math.max(from, border);
    }
}
