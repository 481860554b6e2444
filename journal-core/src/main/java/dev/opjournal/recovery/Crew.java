package dev.opjournal.recovery;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one recovery: workers, which alone call handlers, and a timer, which never does, so that a handler that
 * hangs holds up nothing but its own place. All are daemons; none exists before there is work for it. What is handed in
 * after the end is dropped.
 */
final class Crew {
    private static final Duration IDLE_LIFE = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;

    Crew(int concurrency) {
        timer = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "timer"));
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        AtomicInteger count = new AtomicInteger();
        workers = new ThreadPoolExecutor(
                concurrency,
                concurrency,
                IDLE_LIFE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon(work, Integer.toString(count.incrementAndGet())),
                new ThreadPoolExecutor.DiscardPolicy());
        workers.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "opjournal-recovery-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Has a worker run what calls a handler. */
    void work(Runnable work) {
        workers.execute(work);
    }

    /** Has the timer run what is short and calls no handler, now. */
    void inform(Runnable work) {
        timer.execute(work);
    }

    /** Has the timer run what is short and calls no handler, after a pause. */
    void informAfter(Duration pause, Runnable work) {
        Future<?> unused = timer.schedule(work, TimeUnit.NANOSECONDS.convert(pause), TimeUnit.NANOSECONDS);
    }

    /** Has the timer run what is short and calls no handler, again and again. It must not throw. */
    void informEvery(Duration interval, Runnable work) {
        long nanos = TimeUnit.NANOSECONDS.convert(interval);
        Future<?> unused = timer.scheduleWithFixedDelay(work, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes nothing more; handlers that run may finish. */
    void dismiss() {
        timer.shutdown();
        workers.shutdown();
    }

    /** Takes nothing more and interrupts handlers that run. */
    void interrupt() {
        timer.shutdown();
        workers.shutdownNow();
    }

    /** Waits for handlers to end after {@link #interrupt}; false if some still run. An interrupt ends the wait. */
    boolean awaitEnd(Duration timeout) {
        try {
            return workers.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return workers.isTerminated();
        }
    }
}
