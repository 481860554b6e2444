package dev.opjournal.sample.jobs;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may sign jobs, and for how long they hold.
 *
 * @param keys Ed25519 public keys by id, as {@code openssl pkey -pubout} writes them; without any no job is taken
 * @param maxLifetime how far ahead a job may expire; not longer than the journal knows the idempotency keys of operations
 *     that took effect
 */
@ConfigurationProperties("jobs")
record JobProperties(
        @DefaultValue Map<String, String> keys,
        @DefaultValue("1h") Duration maxLifetime) {

    JobProperties {
        if (maxLifetime.isNegative() || maxLifetime.isZero()) {
            throw new IllegalArgumentException("jobs.max-lifetime must be positive, but is " + maxLifetime + ".");
        }
        // Here, and not when the first job comes: the start must tell.
        new JobKeys(keys);
    }

    /** Without the keys: what is in their place may be anything. */
    @Override
    public String toString() {
        return "Jobs signed with " + keys.keySet() + ", at most " + maxLifetime + " ahead";
    }
}
