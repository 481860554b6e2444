package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one operation in flight, beside its lines. Guarded by the lock of {@link Admission}; the
 * prints and the key never change.
 */
final class OpRecord {
    final Prints prints;

    /** The key that it was begun with. */
    final @Nullable String key;

    /** When it was begun. */
    final Instant begunAt;

    /** The newest entry. */
    JournalEntry latest;

    /** Who runs it in this opening; null if it is interrupted. */
    @Nullable
    Owner owner;

    /** Bytes of the file that are kept for its end. */
    long reserve;

    OpRecord(Prints prints, JournalEntry begin) {
        this(prints, begin.idempotencyKey().orElse(null), begin.at(), begin);
    }

    OpRecord(Prints prints, @Nullable String key, Instant begunAt, JournalEntry latest) {
        this.prints = prints;
        this.key = key;
        this.begunAt = begunAt;
        this.latest = latest;
    }
}
