package dev.opjournal.spring.actuate;

import dev.opjournal.Journal;
import dev.opjournal.JournalStatus;
import dev.opjournal.recovery.Recovery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a journal: UP while it takes entries, DOWN with a {@code reason} once it has failed, while its disk is
 * full, and after its close. Operations that want somebody to look at them are listed as {@code stuck}, and make the status another
 * one if that is wanted. The details tell of one moment, also after a failure.
 *
 * <p>It waits for no disk, throws nothing, and takes the same short time however many operations are in flight: of these the
 * {@value #LOOKED_AT} that were begun first are looked at.
 */
public final class JournalHealthIndicator implements HealthIndicator {
    private static final int LOOKED_AT = 1000;
    private static final int OLDEST = 20;

    private final Journal journal;
    private final @Nullable Recovery recovery;
    private final Clock clock;
    private final StuckOperations stuckOperations;
    private final @Nullable Status stuckStatus;

    /**
     * For a journal and its recovery.
     *
     * @param recovery null if there is none
     * @param clock the time to which ages are told
     * @param stuckAfter how long an operation may be in flight before it counts as stuck
     * @param stuckStatus the status while operations are stuck and the journal is otherwise UP; null if it stays UP
     */
    public JournalHealthIndicator(
            Journal journal,
            @Nullable Recovery recovery,
            Clock clock,
            Duration stuckAfter,
            @Nullable Status stuckStatus) {
        this.journal = journal;
        this.recovery = recovery;
        this.clock = clock;
        this.stuckOperations = new StuckOperations(recovery, stuckAfter);
        this.stuckStatus = stuckStatus;
    }

    @Override
    public Health health() {
        try {
            return healthOf(journal.status(LOOKED_AT));
        } catch (RuntimeException broken) {
            // No journal of ours throws here, but an application may have one of its own.
            return Health.down(broken).build();
        }
    }

    private Health healthOf(JournalStatus status) {
        Instant now = clock.instant();
        List<Map<String, Object>> stuck = stuckOperations.tell(status, now);
        Health.Builder health = new Health.Builder().up();
        String reason = reasonToBeDown(status);
        if (reason != null) {
            health.down().withDetail("reason", reason);
        } else if (stuckStatus != null && (!stuck.isEmpty() || stuckOperations.mayBeBehind(status))) {
            health.status(stuckStatus).withDetail("reason", "Operations are stuck.");
        }
        health.withDetail("inFlight", status.inFlightCount())
                .withDetail("oldest", oldest(status, now))
                .withDetail("recovery", RecoveryDescriptor.of(recovery).state())
                .withDetail("path", status.path().toString());
        if (!stuck.isEmpty()) {
            health.withDetail("stuck", stuck);
        }
        if (!status.cut().isEmpty()) {
            health.withDetail("cut", status.cut());
        }
        return health.build();
    }

    private static @Nullable String reasonToBeDown(JournalStatus status) {
        return switch (status.state()) {
            case OPEN -> null;
            case FULL -> "The disk is full: operations are refused until there is room.";
            case FAILED ->
                "The journal has failed" + (status.failure() == null ? "" : ": " + status.failure())
                        + ". It takes nothing until the application is started again.";
            case CLOSED -> "The journal is closed.";
        };
    }

    private static List<Map<String, Object>> oldest(JournalStatus status, Instant now) {
        return Whole.in(status).stream()
                .limit(OLDEST)
                .map(operation -> InFlightView.describe(operation, now))
                .toList();
    }
}
