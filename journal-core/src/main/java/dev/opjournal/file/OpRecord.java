package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one operation. Of one that has ended only places are kept: its text is read from the file when
 * somebody asks. Guarded by the lock of {@link Admission}.
 */
final class OpRecord {
    /** The state of the newest entry. */
    OpState state;
    /** The newest entry while the operation is in flight, then null. */
    @Nullable
    JournalEntry latest;
    /** When it was begun; kept while it is in flight. */
    @Nullable
    Instant begunAt;
    /** Who runs it in this opening; null if it is interrupted or has ended. */
    @Nullable
    Owner owner;
    /** Bytes of the file that are kept for its end. */
    long reserve;

    private long[] offsets = new long[2];
    private int entries;

    OpRecord(OpState state) {
        this.state = state;
    }

    void addOffset(long offset) {
        if (entries == offsets.length) {
            offsets = Arrays.copyOf(offsets, entries * 2);
        }
        offsets[entries++] = offset;
    }

    /** Where the lines of its entries begin, in their order. */
    long[] offsets() {
        return Arrays.copyOf(offsets, entries);
    }

    long lastOffset() {
        return offsets[entries - 1];
    }

    /** An operation that has ended takes no more than it must. */
    void shrink() {
        offsets = offsets();
    }
}
