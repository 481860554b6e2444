package dev.opjournal.file;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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

    private final Path path;
    private final DiskFile file;
    private final LineDecoder decoder = new LineDecoder();

    GoJournal(Path path, DiskFile file) {
        this.path = path;
        this.file = file;
    }

    Report read(Consumer<JournalEntry> visitor) throws IOException {
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
                throw new JournalDamagedException(
                        path,
                        window.offset(),
                        records + damaged + 1,
                        "this line of the Go daemon cannot be read, and no record begins inside it");
            }
            records += found.whole().size();
            damaged += found.isTorn() ? 1 : 0;
            salvaged += found.glued();
            found.whole().forEach(visitor);
        }
        return new Report(records, damaged, salvaged);
    }

    /**
     * What a line holds.
     *
     * @param whole the records in their order
     * @param glued how many of them do not begin the line
     * @param isTorn whether a part of it is no whole record
     */
    private record Found(List<JournalEntry> whole, int glued, boolean isTorn) {}

    /** What a record begins with cannot stand inside one: quotes in texts are escaped. */
    private Found recordsOf(LineWindow window) {
        List<JournalEntry> whole = new ArrayList<>();
        int glued = 0;
        boolean isTorn = false;
        for (int from = window.from(); from < window.to(); ) {
            int to = nextStart(window, from + 1);
            JournalEntry entry = decode(window, from, to);
            if (entry == null) {
                isTorn = true;
            } else {
                whole.add(entry);
                glued += from == window.from() ? 0 : 1;
            }
            from = to;
        }
        return new Found(whole, glued, isTorn);
    }

    private static int nextStart(LineWindow window, int from) {
        for (int i = from; i <= window.to() - RECORD_START.length; i++) {
            if (Arrays.equals(window.bytes(), i, i + RECORD_START.length, RECORD_START, 0, RECORD_START.length)) {
                return i;
            }
        }
        return window.to();
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
