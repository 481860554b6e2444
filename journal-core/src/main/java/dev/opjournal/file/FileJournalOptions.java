package dev.opjournal.file;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a {@link FileJournal} works. Immutable: each {@code with…} answers new options.
 *
 * @param createParent whether a missing parent directory is created; otherwise it is refused, since an unmounted volume
 *     must not look like an empty journal
 * @param dialect the names of two fields in the file
 * @param preallocateBytes the file grows in chunks of this many bytes of spaces, so that an append changes no file
 *     size; 4,096 to 1,073,741,824
 * @param maxEntryBytes the largest line that an operation may begin with, and the largest result that is recorded;
 *     1,024 to 16,777,216
 * @param retainOperations for how long at least an operation is kept that has ended, by the clock, to the second; null for
 *     ever. What is in flight is always kept
 * @param retainKeys for how long at least an idempotency key that took effect is known, with the entry with which it did,
 *     as {@code retainOperations}; null for ever. A key is known at least as long as its operation is kept
 * @param compactAtBytes the file is compacted by itself once it has twice the size that it had after the last compaction, and
 *     at least this one; 4,096 and more. {@link Long#MAX_VALUE} leaves it to {@link FileJournal#compact}
 * @param clock the time of entries, by which retention goes too
 * @param jsonMapper writes results and reads them for a typed replay
 */
public record FileJournalOptions(
        boolean createParent,
        Dialect dialect,
        int preallocateBytes,
        int maxEntryBytes,
        @Nullable Duration retainOperations,
        @Nullable Duration retainKeys,
        long compactAtBytes,
        Clock clock,
        JsonMapper jsonMapper) {

    public FileJournalOptions {
        within("preallocateBytes", preallocateBytes, 4096, 1 << 30);
        within("maxEntryBytes", maxEntryBytes, 1024, 1 << 24);
        within("compactAtBytes", compactAtBytes, 4096, Long.MAX_VALUE);
        notNegative("retainOperations", retainOperations);
        notNegative("retainKeys", retainKeys);
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(jsonMapper, "jsonMapper");
    }

    /**
     * No parent is created, standard names, chunks of 1 MiB, entries of 64 KiB, ended operations are kept for 30 days and keys
     * for ever, compaction from 16 MiB on, the system's clock.
     */
    public static FileJournalOptions defaults() {
        return new FileJournalOptions(
                false,
                Dialect.STANDARD,
                1 << 20,
                1 << 16,
                Duration.ofDays(30),
                null,
                1 << 24,
                Clock.systemUTC(),
                JsonMapper.builder().build());
    }

    public FileJournalOptions withCreateParent(boolean value) {
        return new FileJournalOptions(
                value,
                dialect,
                preallocateBytes,
                maxEntryBytes,
                retainOperations,
                retainKeys,
                compactAtBytes,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withDialect(Dialect value) {
        return new FileJournalOptions(
                createParent,
                value,
                preallocateBytes,
                maxEntryBytes,
                retainOperations,
                retainKeys,
                compactAtBytes,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withPreallocateBytes(int value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                value,
                maxEntryBytes,
                retainOperations,
                retainKeys,
                compactAtBytes,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withMaxEntryBytes(int value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                preallocateBytes,
                value,
                retainOperations,
                retainKeys,
                compactAtBytes,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withRetainOperations(@Nullable Duration value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                preallocateBytes,
                maxEntryBytes,
                value,
                retainKeys,
                compactAtBytes,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withRetainKeys(@Nullable Duration value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                preallocateBytes,
                maxEntryBytes,
                retainOperations,
                value,
                compactAtBytes,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withCompactAtBytes(long value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                preallocateBytes,
                maxEntryBytes,
                retainOperations,
                retainKeys,
                value,
                clock,
                jsonMapper);
    }

    public FileJournalOptions withClock(Clock value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                preallocateBytes,
                maxEntryBytes,
                retainOperations,
                retainKeys,
                compactAtBytes,
                value,
                jsonMapper);
    }

    public FileJournalOptions withJsonMapper(JsonMapper value) {
        return new FileJournalOptions(
                createParent,
                dialect,
                preallocateBytes,
                maxEntryBytes,
                retainOperations,
                retainKeys,
                compactAtBytes,
                clock,
                value);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", but is " + value);
        }
    }

    private static void notNegative(String name, @Nullable Duration value) {
        if (value != null && value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }
}
