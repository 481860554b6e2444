package dev.opjournal.sample.jobs;

import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.spring.FileJournalOptionsCustomizer;
import java.time.Duration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Stops the start where the journal may forget a job that can still be sent again. It changes nothing. */
final class KeyRetention implements FileJournalOptionsCustomizer {
    private final JobProperties jobs;

    KeyRetention(JobProperties jobs) {
        this.jobs = jobs;
    }

    @Override
    public FileJournalOptions customize(FileJournalOptions options) {
        Duration known = options.retainKeys();
        if (!jobs.keys().isEmpty() && known != null && known.compareTo(jobs.maxLifetime()) < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "jobs.max-lifetime",
                    jobs.maxLifetime(),
                    "must not be longer than journal.retention.idempotency-keys, " + known
                            + ": a job that is no longer known could run a second time");
        }
        return options;
    }
}
