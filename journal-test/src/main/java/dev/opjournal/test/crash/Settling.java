package dev.opjournal.test.crash;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Waits until recovery has settled what is in flight, or can be seen not to. */
final class Settling {
    private static final long LOOK_NANOS = 50_000;

    private final Journal real;
    private final Life life;
    private final Asked asked;
    private final Duration patience;

    Settling(Journal real, Life life, Asked asked, Duration patience) {
        this.real = real;
        this.life = life;
        this.asked = asked;
        this.patience = patience;
    }

    /**
     * Waits for an end, or for the death of the process.
     *
     * @throws Violation if operations stay in flight that may not
     */
    void await(Recovery recovery, boolean mayLeaveInFlight) throws Violation {
        long seen = life.progress();
        long since = System.nanoTime();
        while (!life.isDead()) {
            List<JournalEntry> inFlight = real.inFlight();
            if (inFlight.isEmpty() || (mayLeaveInFlight && isAtRest(recovery, inFlight))) {
                return;
            }
            if (inFlight.stream().allMatch(isHopeless(recovery))) {
                throw unsettled(recovery, inFlight);
            }
            if (seen != life.progress()) {
                seen = life.progress();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > patience.toNanos()) {
                throw unsettled(recovery, inFlight);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private Predicate<JournalEntry> isHopeless(Recovery recovery) {
        return entry -> recovery.hasGivenUp(entry.opId())
                || recovery.lacksHandler(entry.opId())
                || asked.isTooOften(entry.opId());
    }

    /** What recovery has no case of belongs to somebody who does not end it. */
    private boolean isAtRest(Recovery recovery, List<JournalEntry> inFlight) {
        RecoveryReport report = recovery.report();
        boolean nobodyIsAsked = report.state() == RecoveryReport.State.COMPLETED && report.stillRunning() == 0;
        return nobodyIsAsked || inFlight.stream().allMatch(isHopeless(recovery));
    }

    private Violation unsettled(Recovery recovery, List<JournalEntry> inFlight) {
        return new Violation(
                inFlight.stream()
                        .map(entry -> entry.kind() + " " + entry.opId() + " (" + why(recovery, entry) + ")")
                        .collect(Collectors.joining(", ", "there stays in flight ", "")),
                null);
    }

    private String why(Recovery recovery, JournalEntry entry) {
        if (recovery.lacksHandler(entry.opId())) {
            return "its kind has no recovery handler";
        }
        return asked.result(entry.opId()) + (recovery.hasGivenUp(entry.opId()) ? ", and recovery gave it up" : "");
    }
}
