package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;

/**
 * How many bytes of the file are kept for the end of an operation in flight, so that it can be recorded on a full disk: a
 * task and an outcome for one that has started, an outcome for one whose task is known.
 */
final class Reserve {
    /** Kept for the journal's own closing line. */
    static final long OWN_LINES = 512;

    /** An error text of this length fits in what is kept, however it is escaped. */
    static final int ERROR_CHARS = 100;

    private static final long MORE = 1024;

    private Reserve() {}

    /** How much room an operation takes at most that begins with an entry of so many bytes, with what is kept for its end. */
    static long ofABegin(int entryBytes) {
        long line = (long) entryBytes + LineFormat.MOST_SEAL_BYTES;
        return line + 2 * (line + MORE);
    }

    static long of(JournalEntry entry, Line line) {
        return of(entry, line.mostBytes());
    }

    static long of(JournalEntry entry, int lineBytes) {
        if (!entry.isInFlight()) {
            return 0;
        }
        return entry.state() == OpState.STARTED ? 2 * (lineBytes + MORE) : lineBytes + MORE;
    }
}
