package dev.opjournal.spring.autoconfigure;

import dev.opjournal.file.Dialect;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is set under {@code journal}. A value out of bounds is refused here, with the name of its property.
 *
 * @param enabled Whether the journal, its recovery, its health and its endpoint are there at all.
 * @param path The journal's file, for example /var/lib/shop/ops.journal. Required, unless the application has a Journal
 *     bean of its own. A relative path begins at the working directory.
 * @param createParent Whether a missing parent directory of the file is created. Without it a missing directory stops the
 *     start, since an unmounted volume must not look like an empty journal.
 * @param lockTimeout How long the start waits for the last holder of the file to let go, for example in a rolling
 *     deployment. With 0 a file that is held stops the start at once.
 * @param dialect Names of two fields in the file: standard, or proxmox for a file that the Go daemon for Proxmox VE reads.
 * @param preallocate By how much the file grows at a time, 4KB to 1GB.
 * @param maxEntrySize The largest entry that an operation may begin with, and the largest result that is recorded, 1KB to
 *     16MB.
 * @param compactAt The file is compacted by itself once it has twice the size that it had after the last compaction, and at
 *     least this one, 4KB and more. With -1 it never is.
 * @param redact Names of params whose values are never kept: each is replaced by [redacted] before it is compared, logged,
 *     written or shown. Names match exactly.
 */
@ConfigurationProperties("journal")
record JournalProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String path,
        @DefaultValue("false") boolean createParent,
        @DefaultValue("0s") Duration lockTimeout,
        @DefaultValue("standard") Dialect dialect,
        @DefaultValue("1MB") DataSize preallocate,
        @DefaultValue("64KB") DataSize maxEntrySize,
        @DefaultValue("16MB") DataSize compactAt,
        @DefaultValue Set<String> redact,
        @DefaultValue Retention retention,
        @DefaultValue Recovery recovery) {

    private static final DataSize LEAST_TO_COMPACT = DataSize.ofKilobytes(4);
    private static final DataSize NEVER = DataSize.ofBytes(-1);
    private static final int MOST_NAME_CHARS = 100;

    JournalProperties {
        within("journal.preallocate", preallocate, DataSize.ofKilobytes(4), DataSize.ofGigabytes(1));
        within("journal.max-entry-size", maxEntrySize, DataSize.ofKilobytes(1), DataSize.ofMegabytes(16));
        notNegative("journal.lock-timeout", lockTimeout);
        if (compactAt.compareTo(LEAST_TO_COMPACT) < 0 && !compactAt.equals(NEVER)) {
            throw refused(
                    "journal.compact-at", compactAt, "must be at least " + LEAST_TO_COMPACT + ", or -1 for never");
        }
        redact.forEach(JournalProperties::nameOfAParam);
    }

    /** The journal's file. */
    Path file() {
        if (!StringUtils.hasText(path)) {
            throw JournalSetUpException.pathNotSet();
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException invalid) {
            throw refused("journal.path", path, "is no path: " + invalid.getReason());
        }
    }

    FileJournalOptions fileOptions(Clock clock, JsonMapper jsonMapper) {
        return FileJournalOptions.defaults()
                .withCreateParent(createParent)
                .withLockTimeout(lockTimeout)
                .withDialect(dialect)
                .withPreallocateBytes(bytes(preallocate))
                .withMaxEntryBytes(bytes(maxEntrySize))
                .withCompactAtBytes(compactAt.equals(NEVER) ? Long.MAX_VALUE : compactAt.toBytes())
                .withRedact(redact)
                .withRetainOperations(Retention.unlessForEver(retention.operations()))
                .withRetainKeys(Retention.unlessForEver(retention.idempotencyKeys()))
                .withClock(clock)
                .withJsonMapper(jsonMapper);
    }

    /**
     * What is set under {@code journal.retention}.
     *
     * @param operations How long at least an operation is kept that has ended; what is older goes when the file is compacted.
     *     A number without a unit is days. With -1 it is kept for ever.
     * @param idempotencyKeys How long at least an idempotency key that took effect is known, with the result; a request with
     *     one that is not known any more takes effect again. A number without a unit is days. With -1 it is known for ever.
     */
    record Retention(
            @DefaultValue("30d") @DurationUnit(ChronoUnit.DAYS)
            Duration operations,

            @DefaultValue("-1") @DurationUnit(ChronoUnit.DAYS)
            Duration idempotencyKeys) {

        private static final Duration FOR_EVER = Duration.ofDays(-1);

        Retention {
            sane("journal.retention.operations", operations);
            sane("journal.retention.idempotency-keys", idempotencyKeys);
        }

        private static void sane(String property, Duration value) {
            if (value.isNegative() && !value.equals(FOR_EVER)) {
                throw refused(property, value, "must not be negative, but for -1, which is for ever");
            }
        }

        /** As the core has it: null is for ever. */
        static @Nullable Duration unlessForEver(Duration value) {
            return value.equals(FOR_EVER) ? null : value;
        }
    }

    /**
     * What is set under {@code journal.recovery}.
     *
     * @param enabled Whether interrupted operations are handed to the recovery handlers.
     * @param timeout How long the application waits for the first pass before it takes traffic; the pass then goes on in
     *     the background. With 0 it does not wait.
     * @param maxAttempts How often a handler that cannot tell is asked before the operation is given up.
     * @param recheckInterval The pause before a handler that answered "still running" is asked again.
     * @param concurrency How many handlers run side by side at most.
     */
    record Recovery(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("8") int maxAttempts,
            @DefaultValue Backoff backoff,
            @DefaultValue("5s") Duration recheckInterval,
            @DefaultValue("8") int concurrency) {

        Recovery {
            notNegative("journal.recovery.timeout", timeout);
            atLeastOne("journal.recovery.max-attempts", maxAttempts);
            positive("journal.recovery.recheck-interval", recheckInterval);
            atLeastOne("journal.recovery.concurrency", concurrency);
        }

        RecoveryOptions options() {
            return new RecoveryOptions(maxAttempts, backoff.first(), backoff.max(), recheckInterval, concurrency);
        }
    }

    /**
     * What is set under {@code journal.recovery.backoff}.
     *
     * @param first The pause before a handler that could not tell is asked a second time; doubled before each further
     *     time.
     * @param max The longest pause.
     */
    record Backoff(
            @DefaultValue("1s") Duration first,
            @DefaultValue("1m") Duration max) {
        Backoff {
            positive("journal.recovery.backoff.first", first);
            if (max.compareTo(first) < 0) {
                throw refused(
                        "journal.recovery.backoff.max",
                        max,
                        "must not be shorter than journal.recovery.backoff.first, " + first);
            }
        }
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }

    private static void within(String property, DataSize value, DataSize least, DataSize most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw refused(property, value, "must be from " + least + " to " + most);
        }
    }

    private static void nameOfAParam(String name) {
        if (name.isBlank() || name.length() > MOST_NAME_CHARS) {
            throw refused(
                    "journal.redact", name, "must hold names of params, of 1 to " + MOST_NAME_CHARS + " characters");
        }
    }

    private static void notNegative(String property, Duration value) {
        if (value.isNegative()) {
            throw refused(property, value, "must not be negative");
        }
    }

    private static void atLeastOne(String property, int value) {
        if (value < 1) {
            throw refused(property, value, "must be at least 1");
        }
    }

    private static void positive(String property, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw refused(property, value, "must be positive");
        }
    }

    private static InvalidConfigurationPropertyValueException refused(String property, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(property, value, reason);
    }
}
