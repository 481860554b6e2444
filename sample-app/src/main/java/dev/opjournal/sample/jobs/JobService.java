package dev.opjournal.sample.jobs;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationQuery;
import dev.opjournal.sample.vms.VmService;
import dev.opjournal.sample.vms.VmService.Submitted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes signed jobs. That each runs at most once is the journal's doing, by its nonce. Thread-safe. */
final class JobService {
    private static final Logger log = LoggerFactory.getLogger(JobService.class);

    private final JobKeys keys;
    private final Duration maxLifetime;
    private final VmService vms;
    private final Journal journal;
    private final Clock clock;
    private final JobReader reader = new JobReader();

    /** Takes jobs by the clock that the journal goes by, or its nonces could be forgotten before they expire. */
    JobService(JobProperties properties, VmService vms, Journal journal, Clock clock) {
        this.keys = new JobKeys(properties.keys());
        this.maxLifetime = properties.maxLifetime();
        this.vms = vms;
        this.journal = journal;
        this.clock = clock;
        if (!keys.isEmpty()) {
            log.info("Jobs are taken that are signed with one of the keys {}", keys.ids());
        }
    }

    /**
     * Begins what a job asks for, which then goes on in the background.
     *
     * @param body as it was signed; nothing of it is looked at unless it was
     * @throws JobRefusedException if it is not signed, not in its time, or ran before
     * @throws RuntimeException what {@link VmService#submit} throws, and of the journal; nothing was sent
     */
    Submitted take(@Nullable String keyId, @Nullable String signature, byte[] body) {
        try {
            return admit(keyId, signature, body);
        } catch (RuntimeException e) {
            // Ids and messages may hold what the sender wrote: only what is known here goes into the log.
            log.info(
                    "Refused a job that names {}: {}",
                    keyId != null && keys.ids().contains(keyId) ? "key " + keyId : "no known key",
                    e instanceof JobRefusedException refused
                            ? refused.title()
                            : e.getClass().getSimpleName());
            throw e;
        }
    }

    private Submitted admit(@Nullable String keyId, @Nullable String signature, byte[] body) {
        if (keys.isEmpty()) {
            throw JobRefusedException.noKeys();
        }
        if (!keys.verifies(keyId, signature, body)) {
            throw JobRefusedException.notSigned();
        }
        Job job = reader.read(body);
        refuseUnlessInTime(job);
        Submitted submitted = vms.submit(job.action(), job.vmid(), job.settings(), job.idempotencyKey());
        if (submitted.replayed()) {
            throw JobRefusedException.replayed(submitted.entry());
        }
        log.info(
                "Job {}, signed with key {}, is operation {}",
                job.nonce(),
                keyId,
                submitted.entry().opId());
        return submitted;
    }

    private void refuseUnlessInTime(Job job) {
        Instant expires = job.expires();
        Instant now = clock.instant();
        if (!now.isBefore(expires)) {
            throw JobRefusedException.expired(expires, now, known(job));
        }
        if (Duration.between(now, expires).compareTo(maxLifetime) > 0) {
            throw JobRefusedException.tooFarAhead(expires, now, maxLifetime);
        }
    }

    /** Only looked up: a nonce that is forgotten meanwhile must not be begun again. */
    private Optional<JournalEntry> known(Job job) {
        return journal
                .find(OperationQuery.newest(1)
                        .idempotencyKey(job.idempotencyKey())
                        .states(Set.of(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED)))
                .entries()
                .stream()
                .findFirst();
    }
}
