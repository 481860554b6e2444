package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One call to a journal, on a thread of its own. */
final class Caller<T> {
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private final FutureTask<T> task;
    private final Thread thread;
    private volatile boolean interruptedAfterwards;

    private Caller(Callable<T> call) {
        this.task = new FutureTask<>(() -> {
            try {
                return call.call();
            } finally {
                interruptedAfterwards = Thread.currentThread().isInterrupted();
            }
        });
        this.thread = new Thread(task, "caller");
        thread.setDaemon(true);
    }

    static <T> Caller<T> start(Callable<T> call) {
        Caller<T> caller = new Caller<>(call);
        caller.thread.start();
        return caller;
    }

    /** Returns when the thread is parked below a method of the given class. */
    Caller<T> awaitParkedIn(Class<?> place) {
        await().atMost(AT_MOST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> isParkedIn(place));
        return this;
    }

    private boolean isParkedIn(Class<?> place) {
        return thread.getState() == Thread.State.WAITING
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(place.getName()));
    }

    /** Interrupts the thread and returns when it has taken the interrupt in and is parked again. */
    void interruptWhileParkedIn(Class<?> place) {
        thread.interrupt();
        await().atMost(AT_MOST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !thread.isInterrupted() && isParkedIn(place));
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isUnderWay() {
        return !task.isDone();
    }

    /** What the call answered; what it threw is thrown on. */
    T answer() throws Exception {
        try {
            return task.get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw e;
        }
    }

    /** What the call threw. */
    <X extends Throwable> X refusal(Class<X> type) throws Exception {
        try {
            T answer = task.get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("Expected a " + type.getSimpleName() + ", but it answered " + answer);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(type);
            return type.cast(e.getCause());
        }
    }

    /** Whether the thread's interrupt flag was set when the call had returned. */
    boolean hadItsFlagAfterwards() {
        assertThat(task).isDone();
        return interruptedAfterwards;
    }
}
