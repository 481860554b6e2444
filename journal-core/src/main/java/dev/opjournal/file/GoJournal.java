package dev.opjournal.file;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal of the Go daemon for Proxmox VE: one JSON object a line, without seals.
 *
 * <p>The daemon appends to whatever a crash left: a record behind a torn one is glued to it, on one line. Such a line yields
 * the record that begins inside it, which was acknowledged; and the one before it, if nothing but its line end was torn. A last line that cannot be read and has no line end is the torn
 * record of the last crash. Any other line that cannot be read is damage.
 */
final class GoJournal {
    private static final byte[] RECORD_START = "{\"op_id\":".getBytes(StandardCharsets.US_ASCII);

    /**
     * What reading found.
     *
     * @param records how many entries there are, salvaged ones included
     * @param damagedLines lines of which a part is lost: torn records
     * @param salvagedRecords records that were glued to a torn one
     */
    record Report(long records, long damagedLines, long salvagedRecords) {}

    /** Takes what stands in the file, in its order. */
    interface Visitor {
        void record(JournalEntry entry, long offset, int length);

        /** A part of a line that is no whole record: what a crash tore. */
        default void torn(long offset, int length) {}

        /** A line that no crash explains; true to go on behind it, false to have it refused as damage. */
        default boolean unreadable(long offset, int length) {
            return false;
        }
    }

    private final Path path;
    private final DiskFile file;
    private final LineDecoder decoder = new LineDecoder();

    GoJournal(Path path, DiskFile file) {
        this.path = path;
        this.file = file;
    }

    Report read(Visitor visitor) throws IOException {
        LineWindow window = LineWindow.over(file, 0);
        long records = 0;
        long damaged = 0;
        long salvaged = 0;
        while (window.next()) {
            if (isBlank(window)) {
                continue;
            }
            Found found = recordsOf(window);
            if (found.whole().isEmpty() && window.terminated()) {
                if (visitor.unreadable(window.offset(), window.to() - window.from() + 1)) {
                    continue;
                }
                throw new JournalDamagedException(
                        path,
                        window.offset(),
                        records + damaged + 1,
                        "this line of the Go daemon cannot be read, and no record begins inside it");
            }
            damaged += found.torn().isEmpty() ? 0 : 1;
            salvaged += found.glued();
            found.torn().forEach(piece -> visitor.torn(piece.offset(), piece.length()));
            for (Whole piece : found.whole()) {
                if (piece.isOperation()) {
                    records++;
                    visitor.record(piece.entry(), piece.offset(), piece.length());
                }
            }
        }
        return new Report(records, damaged, salvaged);
    }

    private record Whole(JournalEntry entry, long offset, int length) {
        /** A header or a closing line of ours, which somebody joined to the daemon's file, is none there either. */
        boolean isOperation() {
            return !entry.opId().startsWith(LineFormat.OWN_ID);
        }
    }

    private record Torn(long offset, int length) {}

    /**
     * What a line holds.
     *
     * @param whole the records in their order
     * @param glued how many of them do not begin the line
     * @param torn its parts that are no whole record
     */
    private record Found(List<Whole> whole, int glued, List<Torn> torn) {}

    /** What a record begins with cannot stand inside one: quotes in texts are escaped. */
    private Found recordsOf(LineWindow window) {
        List<Whole> whole = new ArrayList<>();
        List<Torn> torn = new ArrayList<>();
        int glued = 0;
        for (int from = window.from(); from < window.to(); ) {
            int to = nextStart(window.bytes(), from + 1, window.to());
            JournalEntry entry = decode(window, from, to);
            long offset = window.offset() + (from - window.from());
            if (entry == null) {
                torn.add(new Torn(offset, to - from));
            } else {
                whole.add(new Whole(entry, offset, to - from));
                glued += from == window.from() ? 0 : 1;
            }
            from = to;
        }
        return new Found(whole, glued, torn);
    }

    /** Where the next record may begin; the end if none does. */
    static int nextStart(byte[] bytes, int from, int to) {
        for (int i = from; i <= to - RECORD_START.length; i++) {
            if (Arrays.equals(bytes, i, i + RECORD_START.length, RECORD_START, 0, RECORD_START.length)) {
                return i;
            }
        }
        return to;
    }

    private static boolean isBlank(LineWindow window) {
        for (int i = window.from(); i < window.to(); i++) {
            if (window.bytes()[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private @Nullable JournalEntry decode(LineWindow window, int from, int to) {
        try {
            return decoder.decode(window.bytes(), from, to);
        } catch (BadLineException e) {
            return null;
        }
    }
}
