package dev.opjournal.sample.provision;

import dev.opjournal.JournalException;
import dev.opjournal.Operation;
import dev.opjournal.steps.NotSettledException;
import dev.opjournal.steps.RolledBackException;
import dev.opjournal.steps.StepRunner;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs operations of several steps, so many at once; the others wait, and can be cancelled meanwhile. */
final class StepPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StepPool.class);

    private final StepRunner runner;
    private final Duration longestCall;
    private final ThreadPoolExecutor executor;

    /** By operation; what was removed from the executor's queue, and nothing else, is nobody's to run any more. */
    private final Map<String, Job> waiting = new ConcurrentHashMap<>();

    /**
     * A pool.
     *
     * @param mostWaiting how many operations may wait; one more is released, so that recovery runs it
     * @param longestCall how long a call takes at most that does not hear an interrupt
     */
    StepPool(StepRunner runner, int workers, int mostWaiting, Duration longestCall) {
        this.runner = runner;
        this.longestCall = longestCall;
        this.executor = new ThreadPoolExecutor(
                workers,
                workers,
                0,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                work -> new Thread(work, "provision"));
    }

    /** Has an operation run that was begun. */
    void run(Operation operation) {
        Job job = new Job(operation);
        waiting.put(operation.opId(), job);
        try {
            executor.execute(job);
        } catch (RejectedExecutionException e) {
            waiting.remove(operation.opId());
            String reason = executor.isShutdown() ? "The application is closing" : "Too many operations wait";
            log.info("{} is left to recovery: {}.", operation.entry(), reason);
            operation.release(reason);
        }
    }

    /**
     * Has an operation undone, also one that waits for a worker.
     *
     * @return false if there is nothing to cancel, or it is too late
     */
    boolean cancel(String opId, String reason) {
        Job job = waiting.get(opId);
        if (job != null && executor.remove(job)) {
            waiting.remove(opId);
            job.operation.failed("cancelled before it began: " + reason);
            return true;
        }
        return runner.cancel(opId, reason);
    }

    /**
     * Interrupts the steps under way and begins no more. What waits for a task leaves it running and is recovered, like what
     * has not begun, once the journal is opened again.
     */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(longestCall.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("A step did not end in {}; its operation is recovered at the next start.", longestCall);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Job implements Runnable {
        private final Operation operation;

        Job(Operation operation) {
            this.operation = operation;
        }

        @Override
        public void run() {
            waiting.remove(operation.opId());
            try {
                runner.run(operation);
            } catch (RolledBackException e) {
                log.warn("VM {}: {}", operation.target(), e.getMessage());
            } catch (NotSettledException e) {
                log.info("VM {}: {}", operation.target(), e.getMessage());
            } catch (JournalException e) {
                // It has failed or was closed, or somebody settled the operation: nothing is left to do here.
                log.error("{} cannot be recorded: {}", operation.entry(), e.getMessage());
            } catch (RuntimeException | Error e) {
                log.error("{} broke off and is left to recovery.", operation.entry(), e);
            }
        }
    }
}
