package dev.opjournal.spring.actuate;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryReport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations in flight that want somebody to look at them: recovery gave them up, their kind has no handler, or they are in
 * flight for too long.
 *
 * @param recovery null if there is none
 * @param after how long is too long
 */
record StuckOperations(@Nullable Recovery recovery, Duration after) {
    private static final int TOLD = 20;

    /** Those that the status tells of, the one begun first at the front; not all if there are many. */
    List<Map<String, Object>> tell(JournalStatus status, Instant now) {
        return status.inFlight().stream()
                .flatMap(operation -> tell(operation, now))
                .limit(TOLD)
                .toList();
    }

    private Stream<Map<String, Object>> tell(JournalStatus.InFlight inFlight, Instant now) {
        String why = why(inFlight, now);
        if (why == null) {
            return Stream.empty();
        }
        Map<String, Object> operation = new LinkedHashMap<>(InFlightView.describe(inFlight, now));
        operation.put("why", why);
        return Stream.of(operation);
    }

    private @Nullable String why(JournalStatus.InFlight inFlight, Instant now) {
        JournalEntry newest = inFlight.newest();
        if (recovery != null && recovery.hasGivenUp(newest.opId())) {
            return "recovery gave it up";
        }
        if (recovery != null && recovery.lacksHandler(newest.opId())) {
            return "its kind has no recovery handler";
        }
        return InFlightView.age(inFlight, now).compareTo(after) > 0 ? "in flight for longer than " + after : null;
    }

    /** Whether there may be some among those that the status does not tell of, as recovery counts them. */
    boolean mayBeBehind(JournalStatus status) {
        if (recovery == null || status.inFlightCount() <= status.inFlight().size()) {
            return false;
        }
        RecoveryReport report = recovery.report();
        return report.givenUp() + report.withoutHandler() > 0;
    }
}
