package dev.opjournal.steps;

import dev.opjournal.recovery.RecoveryDecision;
import org.jspecify.annotations.Nullable;

/** Ends a run that cannot go on now: whoever ran it releases the operation, and recovery asks again. */
final class Unsettled extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RecoveryDecision decision;

    private Unsettled(RecoveryDecision decision, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.decision = decision;
    }

    /** The outside world is still at it: recovery asks again without bound. */
    static Unsettled stillRunning(String step) {
        return new Unsettled(RecoveryDecision.stillRunning(), "step " + step + " is still running", null);
    }

    /** It cannot be told or done now: recovery asks again a bounded number of times. */
    static Unsettled unknown(String reason, @Nullable Throwable cause) {
        return new Unsettled(RecoveryDecision.unknown(reason), reason, cause);
    }

    RecoveryDecision decision() {
        return decision;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
