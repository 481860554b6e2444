package dev.opjournal.steps;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call of an action, in the caller's thread, or in one of its own if it has a time to keep. */
final class Call {
    private Call() {}

    /** The time was over before the action was. */
    static final class OutOfTime extends TimeoutException {
        private static final long serialVersionUID = 1L;

        OutOfTime(Duration timeout) {
            super("no answer within " + timeout);
        }
    }

    static void run(StepAction action, RunningStep step, @Nullable Duration timeout) throws Exception {
        try {
            if (timeout == null) {
                action.run(step);
            } else {
                runFor(timeout, action, step);
            }
        } finally {
            step.end();
        }
    }

    private static void runFor(Duration timeout, StepAction action, RunningStep step) throws Exception {
        FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
            action.run(step);
            return null;
        });
        Thread thread = new Thread(task, "opjournal-step-" + step.stepId());
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new OutOfTime(timeout);
        } catch (InterruptedException e) {
            task.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InterruptedException) {
                // It was the step's own thread that was interrupted, not ours.
                throw new IllegalStateException("its thread was interrupted", cause);
            }
            if (cause instanceof Exception failure) {
                throw failure;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
