package dev.opjournal.spring.autoconfigure;

import dev.opjournal.file.Dialect;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
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
 * @param dialect Names of two fields in the file: standard, or proxmox for a file that the Go daemon for Proxmox VE reads.
 * @param preallocate By how much the file grows at a time, 4KB to 1GB.
 * @param maxEntrySize The largest entry that an operation may begin with, and the largest result that is recorded, 1KB to
 *     16MB.
 */
@ConfigurationProperties("journal")
record JournalProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String path,
        @DefaultValue("false") boolean createParent,
        @DefaultValue("standard") Dialect dialect,
        @DefaultValue("1MB") DataSize preallocate,
        @DefaultValue("64KB") DataSize maxEntrySize,
        @DefaultValue Recovery recovery) {

    JournalProperties {
        within("journal.preallocate", preallocate, DataSize.ofKilobytes(4), DataSize.ofGigabytes(1));
        within("journal.max-entry-size", maxEntrySize, DataSize.ofKilobytes(1), DataSize.ofMegabytes(16));
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
                .withDialect(dialect)
                .withPreallocateBytes(bytes(preallocate))
                .withMaxEntryBytes(bytes(maxEntrySize))
                .withClock(clock)
                .withJsonMapper(jsonMapper);
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
            if (timeout.isNegative()) {
                throw refused("journal.recovery.timeout", timeout, "must not be negative");
            }
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
