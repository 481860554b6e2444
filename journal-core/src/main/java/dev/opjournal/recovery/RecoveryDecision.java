package dev.opjournal.recovery;

import dev.opjournal.Operation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link RecoveryHandler} knows of an interrupted operation. */
public sealed interface RecoveryDecision {
    /** The effect happened: the operation becomes {@code succeeded}. */
    static RecoveryDecision succeeded() {
        return new Succeeded(null);
    }

    /** The effect happened, with a result to record. */
    static RecoveryDecision succeeded(@Nullable Object result) {
        return new Succeeded(result);
    }

    /** The effect did not happen, or was undone: the operation becomes {@code failed} and its key is free. */
    static RecoveryDecision failed(String reason) {
        return new Failed(reason);
    }

    /** The outside world is still at it: the handler is asked again at an interval, without bound. */
    static RecoveryDecision stillRunning() {
        return new StillRunning();
    }

    /** It cannot be told now: the handler is asked again after a growing pause, a bounded number of times. */
    static RecoveryDecision unknown(String reason) {
        return new Unknown(reason);
    }

    /**
     * The effect did not happen and is to happen now. The action may record a task or the outcome; if it leaves the
     * operation in flight, the handler is asked again as after {@link #stillRunning}. If the action throws, it may have
     * had its effect, and the handler is asked again as after {@link #unknown}.
     */
    static RecoveryDecision resume(Action action) {
        return new Resume(action);
    }

    /** What {@link #resume} runs. */
    @FunctionalInterface
    interface Action {
        /** Makes the call that the crash cut off. */
        void run(Operation operation) throws Exception;
    }

    /** See {@link #succeeded(Object)}. */
    record Succeeded(@Nullable Object result) implements RecoveryDecision {}

    /** See {@link #failed}. */
    record Failed(String reason) implements RecoveryDecision {
        public Failed {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** See {@link #stillRunning}. */
    record StillRunning() implements RecoveryDecision {}

    /** See {@link #unknown}. */
    record Unknown(String reason) implements RecoveryDecision {
        public Unknown {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** See {@link #resume}. */
    record Resume(Action action) implements RecoveryDecision {
        public Resume {
            Objects.requireNonNull(action, "action");
        }
    }
}
