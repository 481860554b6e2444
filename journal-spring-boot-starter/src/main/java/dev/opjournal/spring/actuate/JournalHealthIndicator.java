package dev.opjournal.spring.actuate;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.recovery.Recovery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of a journal: UP while it takes entries, DOWN with a {@code reason} once it has failed, while its disk is
 * full, and after its close. The details tell of one moment, also after a failure.
 */
public final class JournalHealthIndicator implements HealthIndicator {
    private static final int OLDEST = 20;

    private final Journal journal;
    private final @Nullable Recovery recovery;
    private final Clock clock;

    /**
     * For a journal and its recovery.
     *
     * @param recovery null if there is none
     * @param clock the time to which ages are told
     */
    public JournalHealthIndicator(Journal journal, @Nullable Recovery recovery, Clock clock) {
        this.journal = journal;
        this.recovery = recovery;
        this.clock = clock;
    }

    @Override
    public Health health() {
        JournalStatus status = journal.status();
        Health.Builder health = new Health.Builder().up();
        String reason = reasonToBeDown(status);
        if (reason != null) {
            health.down().withDetail("reason", reason);
        }
        health.withDetail("inFlight", status.inFlight().size())
                .withDetail("oldest", oldest(status))
                .withDetail("recovery", RecoveryDescriptor.of(recovery).state())
                .withDetail("path", status.path().toString());
        if (!status.cut().isEmpty()) {
            health.withDetail("cut", status.cut());
        }
        return health.build();
    }

    private static @Nullable String reasonToBeDown(JournalStatus status) {
        return switch (status.state()) {
            case OPEN -> null;
            case FULL -> "The disk is full: operations are refused until there is room.";
            case FAILED -> status.failure() == null ? "The journal has failed." : status.failure();
            case CLOSED -> "The journal is closed.";
        };
    }

    private List<Map<String, Object>> oldest(JournalStatus status) {
        Instant now = clock.instant();
        return status.inFlight().stream()
                .limit(OLDEST)
                .map(operation -> describe(operation, now))
                .toList();
    }

    private static Map<String, Object> describe(JournalStatus.InFlight inFlight, Instant now) {
        JournalEntry entry = inFlight.newest();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("opId", entry.opId());
        operation.put("kind", entry.kind());
        if (!entry.target().isEmpty()) {
            operation.put("target", entry.target());
        }
        entry.task().ifPresent(task -> operation.put("task", task));
        operation.put("state", entry.state().text());
        operation.put("age", age(inFlight.begunAt(), now).toString());
        return operation;
    }

    // A clock that was set back must not yield a negative age.
    private static Duration age(Instant begunAt, Instant now) {
        Duration age = Duration.between(begunAt, now).truncatedTo(ChronoUnit.SECONDS);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
