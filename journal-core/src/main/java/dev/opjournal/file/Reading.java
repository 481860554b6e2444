package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines that are to be read outside the lock, once. Made under it, and holds its generation of the file open until then, so
 * that no swap and no close cuts it off.
 */
final class Reading {
    private final TextReader reader;
    private final long[] offsets;

    Reading(TextReader reader, long[] offsets) {
        this.reader = reader;
        this.offsets = offsets;
        reader.retain();
    }

    List<JournalEntry> entries() {
        try {
            List<JournalEntry> entries = new ArrayList<>(offsets.length);
            for (long offset : offsets) {
                entries.add(reader.read(offset));
            }
            return List.copyOf(entries);
        } finally {
            reader.release();
        }
    }

    /** For one line. */
    JournalEntry entry() {
        return entries().get(0);
    }
}
