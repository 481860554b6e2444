package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one operation in flight, beside its lines. Guarded by the lock of {@link Admission}; what it was
 * begun with never changes. There may be many, so that the fingerprints stand in it as numbers.
 */
final class OpRecord {
    /** By what it stands in the tables. */
    final long high;

    final long low;

    /** The key that it was begun with, and by what that stands in the tables. */
    final @Nullable String key;

    final long keyHigh;
    final long keyLow;

    /** When it was begun. */
    final Instant begunAt;

    /** Another one in flight with the same key, which is only found in a file of the Go daemon. */
    @Nullable
    OpRecord sibling;

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
        Fingerprint keyPrint = prints.key();
        this.high = prints.operation().high();
        this.low = prints.operation().low();
        this.key = key;
        this.keyHigh = keyPrint == null ? 0 : keyPrint.high();
        this.keyLow = keyPrint == null ? 0 : keyPrint.low();
        this.begunAt = begunAt;
        this.latest = latest;
    }
}
