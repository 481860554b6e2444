package dev.opjournal.spring.actuate;

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
        return Whole.in(status).stream()
                .flatMap(operation -> tell(operation, now))
                .limit(TOLD)
                .toList();
    }

    private Stream<Map<String, Object>> tell(Whole whole, Instant now) {
        String why = why(whole.operation(), now);
        if (why == null) {
            return Stream.empty();
        }
        Map<String, Object> operation = new LinkedHashMap<>(InFlightView.describe(whole, now));
        operation.put("why", why);
        return Stream.of(operation);
    }

    private @Nullable String why(JournalStatus.InFlight inFlight, Instant now) {
        String why = why(recovery, inFlight.newest().opId());
        if (why != null) {
            return why;
        }
        return InFlightView.age(inFlight, now).compareTo(after) > 0 ? "in flight for longer than " + after : null;
    }

    /** Why recovery does nothing more about an operation; null if it does. */
    static @Nullable String why(@Nullable Recovery recovery, String opId) {
        if (recovery != null && recovery.hasGivenUp(opId)) {
            return "recovery gave it up";
        }
        return recovery != null && recovery.lacksHandler(opId) ? "its kind has no recovery handler" : null;
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
