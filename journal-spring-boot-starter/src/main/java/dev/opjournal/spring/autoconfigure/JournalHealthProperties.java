package dev.opjournal.spring.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * What is set under {@code journal.health}.
 *
 * @param stuckAfter How long an operation may be in flight before health lists it as stuck.
 * @param stuckStatus The status of the journal's health while operations are stuck, for example down, out-of-service or one
 *     of the application's own. When unset, operations that are stuck are listed and change no status.
 */
@ConfigurationProperties("journal.health")
record JournalHealthProperties(
        @DefaultValue("15m") Duration stuckAfter, @Nullable String stuckStatus) {

    JournalHealthProperties {
        if (stuckAfter.isNegative() || stuckAfter.isZero()) {
            throw new InvalidConfigurationPropertyValueException(
                    "journal.health.stuck-after", stuckAfter, "must be positive");
        }
    }

    /** The status as health writes it; null if none is set. */
    @Nullable
    String stuckStatusCode() {
        return StringUtils.hasText(stuckStatus)
                ? stuckStatus.strip().replace('-', '_').toUpperCase(Locale.ROOT)
                : null;
    }
}
