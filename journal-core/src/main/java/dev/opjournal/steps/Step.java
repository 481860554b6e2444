package dev.opjournal.steps;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a definition.
 *
 * @param attempts how often its action is run, at least 1
 * @param pause between two attempts
 * @param timeout after which it is in doubt; null for none
 */
record Step(
        String name,
        StepAction action,
        @Nullable StepAction compensation,
        @Nullable StepCheck check,
        boolean idempotent,
        int attempts,
        Duration pause,
        @Nullable Duration timeout) {
    static Step of(String name, StepAction action) {
        return new Step(name, action, null, null, false, 1, Duration.ZERO, null);
    }

    Step withCompensation(StepAction newCompensation) {
        return new Step(name, action, newCompensation, check, idempotent, attempts, pause, timeout);
    }

    Step withCheck(StepCheck newCheck) {
        return new Step(name, action, compensation, newCheck, idempotent, attempts, pause, timeout);
    }

    Step asIdempotent() {
        return new Step(name, action, compensation, check, true, attempts, pause, timeout);
    }

    Step withRetry(int newAttempts, Duration newPause) {
        return new Step(name, action, compensation, check, idempotent, newAttempts, newPause, timeout);
    }

    Step withTimeout(Duration newTimeout) {
        return new Step(name, action, compensation, check, idempotent, attempts, pause, newTimeout);
    }
}
