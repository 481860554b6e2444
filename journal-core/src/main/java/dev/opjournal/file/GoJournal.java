package dev.opjournal.file;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal of the Go daemon for Proxmox VE: one JSON object a line, without seals.
 *
 * <p>The daemon appends to whatever a crash left: a record behind a torn one is glued to it, on one line. Such a line yields
 * the record that begins inside it, which was acknowledged. A last line that cannot be read and has no line end is the torn
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
            JournalEntry entry = decode(window, window.from());
            if (entry == null) {
                damaged++;
                entry = gluedRecord(window);
                if (entry != null) {
                    salvaged++;
                } else if (window.terminated()) {
                    throw new JournalDamagedException(
                            path,
                            window.offset(),
                            records + damaged,
                            "this line of the Go daemon cannot be read, and no record begins inside it");
                } else {
                    break;
                }
            }
            records++;
            visitor.accept(entry);
        }
        return new Report(records, damaged, salvaged);
    }

    private static boolean isBlank(LineWindow window) {
        for (int i = window.from(); i < window.to(); i++) {
            if (window.bytes()[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private @Nullable JournalEntry gluedRecord(LineWindow window) {
        for (int i = window.from() + 1; i <= window.to() - RECORD_START.length; i++) {
            if (Arrays.equals(window.bytes(), i, i + RECORD_START.length, RECORD_START, 0, RECORD_START.length)) {
                JournalEntry entry = decode(window, i);
                if (entry != null) {
                    return entry;
                }
            }
        }
        return null;
    }

    private @Nullable JournalEntry decode(LineWindow window, int from) {
        try {
            return decoder.decode(window.bytes(), from, window.to());
        } catch (BadLineException e) {
            return null;
        }
    }
}
