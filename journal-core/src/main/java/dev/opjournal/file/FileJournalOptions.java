package dev.opjournal.file;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a {@link FileJournal} works. Immutable: each {@code with…} answers new options.
 *
 * @param createParent whether a missing parent directory is created; otherwise it is refused, since an unmounted volume
 *     must not look like an empty journal
 * @param lockTimeout how long an opening waits for the last holder to let go, also for one in this process; zero refuses a
 *     journal that is held at once. An interrupt of the thread that opens ends the wait, and one that is interrupted already
 *     does not wait
 * @param dialect the names of two fields in the file
 * @param preallocateBytes the file grows in chunks of this many bytes of spaces, so that an append changes no file
 *     size; 4,096 to 1,073,741,824
 * @param maxEntryBytes the largest line that an operation may begin with, and the largest result that is recorded;
 *     1,024 to 16,777,216
 * @param redact the names of params whose values are never kept: each is replaced by {@link #REDACTED} before anything looks
 *     at it, so that neither the file nor any reader, listener, handler or exception has it, and what replaced it takes no
 *     part in conflicts. Names match exactly, and the whole value is replaced: nothing is looked for inside a value, nor in
 *     targets, tasks, results or errors. Lines that were written before a name was given are shown to nobody, but stay as
 *     they are until a compaction drops them. Names of 1 to 100 characters
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
        Duration lockTimeout,
        Dialect dialect,
        int preallocateBytes,
        int maxEntryBytes,
        Set<String> redact,
        @Nullable Duration retainOperations,
        @Nullable Duration retainKeys,
        long compactAtBytes,
        Clock clock,
        JsonMapper jsonMapper) {

    /** What stands in place of a value that is not kept. */
    public static final String REDACTED = "[redacted]";

    public FileJournalOptions {
        notNegative("lockTimeout", Objects.requireNonNull(lockTimeout, "lockTimeout"));
        redact = Set.copyOf(redact);
        redact.forEach(
                name -> within("The length of a name in redact", name.length(), 1, EntryChecks.MOST_PARAM_NAME_CHARS));
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
     * No parent is created, a held journal is refused at once, standard names, chunks of 1 MiB, entries of 64 KiB, nothing is
     * redacted, ended operations are kept for 30 days and keys for ever, compaction from 16 MiB on, the system's clock.
     */
    public static FileJournalOptions defaults() {
        return new FileJournalOptions(
                false,
                Duration.ZERO,
                Dialect.STANDARD,
                1 << 20,
                1 << 16,
                Set.of(),
                Duration.ofDays(30),
                null,
                1 << 24,
                Clock.systemUTC(),
                JsonMapper.shared());
    }

    public FileJournalOptions withCreateParent(boolean value) {
        return with(parts -> parts.createParent = value);
    }

    public FileJournalOptions withLockTimeout(Duration value) {
        return with(parts -> parts.lockTimeout = value);
    }

    public FileJournalOptions withDialect(Dialect value) {
        return with(parts -> parts.dialect = value);
    }

    public FileJournalOptions withPreallocateBytes(int value) {
        return with(parts -> parts.preallocateBytes = value);
    }

    public FileJournalOptions withMaxEntryBytes(int value) {
        return with(parts -> parts.maxEntryBytes = value);
    }

    /** Replaces the names; the set is copied. */
    public FileJournalOptions withRedact(Set<String> value) {
        return with(parts -> parts.redact = value);
    }

    public FileJournalOptions withRetainOperations(@Nullable Duration value) {
        return with(parts -> parts.retainOperations = value);
    }

    public FileJournalOptions withRetainKeys(@Nullable Duration value) {
        return with(parts -> parts.retainKeys = value);
    }

    public FileJournalOptions withCompactAtBytes(long value) {
        return with(parts -> parts.compactAtBytes = value);
    }

    public FileJournalOptions withClock(Clock value) {
        return with(parts -> parts.clock = value);
    }

    public FileJournalOptions withJsonMapper(JsonMapper value) {
        return with(parts -> parts.jsonMapper = value);
    }

    private FileJournalOptions with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.options();
    }

    /** The parts while one is changed. */
    private static final class Parts {
        private boolean createParent;
        private Duration lockTimeout;
        private Dialect dialect;
        private int preallocateBytes;
        private int maxEntryBytes;
        private Set<String> redact;
        private @Nullable Duration retainOperations;
        private @Nullable Duration retainKeys;
        private long compactAtBytes;
        private Clock clock;
        private JsonMapper jsonMapper;

        Parts(FileJournalOptions options) {
            this.createParent = options.createParent;
            this.lockTimeout = options.lockTimeout;
            this.dialect = options.dialect;
            this.preallocateBytes = options.preallocateBytes;
            this.maxEntryBytes = options.maxEntryBytes;
            this.redact = options.redact;
            this.retainOperations = options.retainOperations;
            this.retainKeys = options.retainKeys;
            this.compactAtBytes = options.compactAtBytes;
            this.clock = options.clock;
            this.jsonMapper = options.jsonMapper;
        }

        FileJournalOptions options() {
            return new FileJournalOptions(
                    createParent,
                    lockTimeout,
                    dialect,
                    preallocateBytes,
                    maxEntryBytes,
                    redact,
                    retainOperations,
                    retainKeys,
                    compactAtBytes,
                    clock,
                    jsonMapper);
        }
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
