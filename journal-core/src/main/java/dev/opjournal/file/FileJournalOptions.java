package dev.opjournal.file;

import java.time.Clock;
import java.util.Objects;
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
 * @param clock the time of entries
 * @param jsonMapper writes results and reads them for a typed replay
 */
public record FileJournalOptions(
        boolean createParent,
        Dialect dialect,
        int preallocateBytes,
        int maxEntryBytes,
        Clock clock,
        JsonMapper jsonMapper) {

    public FileJournalOptions {
        within("preallocateBytes", preallocateBytes, 4096, 1 << 30);
        within("maxEntryBytes", maxEntryBytes, 1024, 1 << 24);
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(jsonMapper, "jsonMapper");
    }

    /** No parent is created, standard names, chunks of 1 MiB, entries of 64 KiB, the system's clock. */
    public static FileJournalOptions defaults() {
        return new FileJournalOptions(
                false,
                Dialect.STANDARD,
                1 << 20,
                1 << 16,
                Clock.systemUTC(),
                JsonMapper.builder().build());
    }

    public FileJournalOptions withCreateParent(boolean value) {
        return new FileJournalOptions(value, dialect, preallocateBytes, maxEntryBytes, clock, jsonMapper);
    }

    public FileJournalOptions withDialect(Dialect value) {
        return new FileJournalOptions(createParent, value, preallocateBytes, maxEntryBytes, clock, jsonMapper);
    }

    public FileJournalOptions withPreallocateBytes(int value) {
        return new FileJournalOptions(createParent, dialect, value, maxEntryBytes, clock, jsonMapper);
    }

    public FileJournalOptions withMaxEntryBytes(int value) {
        return new FileJournalOptions(createParent, dialect, preallocateBytes, value, clock, jsonMapper);
    }

    public FileJournalOptions withClock(Clock value) {
        return new FileJournalOptions(createParent, dialect, preallocateBytes, maxEntryBytes, value, jsonMapper);
    }

    public FileJournalOptions withJsonMapper(JsonMapper value) {
        return new FileJournalOptions(createParent, dialect, preallocateBytes, maxEntryBytes, clock, value);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
