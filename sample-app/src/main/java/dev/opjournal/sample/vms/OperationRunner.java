package dev.opjournal.sample.vms;

import dev.opjournal.JournalFullException;
import dev.opjournal.Operation;
import dev.opjournal.sample.proxmox.NoAnswerException;
import dev.opjournal.sample.proxmox.NotSentException;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxException;
import dev.opjournal.sample.proxmox.ProxmoxProperties;
import dev.opjournal.sample.proxmox.RefusedException;
import dev.opjournal.sample.proxmox.TaskStatus;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations in the background: makes the call, records the task's id, asks about the task until it has ended, and
 * records the outcome. What cannot be told is released, so that recovery asks.
 *
 * <p>No thread waits for a task: between two steps an operation occupies none of the workers.
 */
final class OperationRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OperationRunner.class);

    private final ProxmoxClient proxmox;
    private final ProxmoxProperties properties;
    private final ScheduledThreadPoolExecutor executor;

    OperationRunner(ProxmoxClient proxmox, ProxmoxProperties properties) {
        this.proxmox = proxmox;
        this.properties = properties;
        this.executor = new ScheduledThreadPoolExecutor(properties.workers(), task -> new Thread(task, "operation"));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Runs an operation that was begun. */
    void run(VmAction action, Operation operation) {
        new Run(action, operation).begin();
    }

    /**
     * Lets the steps under way end, and begins no more. What is in flight then stays so, and is interrupted once the
     * journal is opened again.
     */
    @Override
    public void close() {
        executor.shutdown();
        Duration longest = properties.connectTimeout().plus(properties.readTimeout());
        try {
            if (!executor.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn(
                        "A call to Proxmox VE did not end in {}; its operation is recovered at the next start.",
                        longest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One operation under way. Its steps come one after the other, never two at once. */
    private final class Run {
        private final VmAction action;
        private final Operation operation;
        private String task = "";
        private long lastAnswerNanos;

        Run(VmAction action, Operation operation) {
            this.action = action;
            this.operation = operation;
        }

        void begin() {
            step(Duration.ZERO, this::call);
        }

        private void step(Duration pause, Runnable step) {
            try {
                Future<?> unused = executor.schedule(() -> guarded(step), pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                log.info("The application is closing: {} is recovered when it starts again.", operation.entry());
            }
        }

        /** An error must not leave an operation owned that nobody runs. */
        private void guarded(Runnable step) {
            try {
                step.run();
            } catch (Throwable t) {
                log.error("{} broke off and is left to recovery.", operation.entry(), t);
                end(() -> operation.release(t.toString()));
            }
        }

        private void call() {
            try {
                task = action.call(proxmox, operation);
            } catch (NotSentException | RefusedException e) {
                end(() -> operation.failed(String.valueOf(e.getMessage())));
                return;
            } catch (NoAnswerException e) {
                end(() -> operation.release(String.valueOf(e.getMessage())));
                return;
            }
            lastAnswerNanos = System.nanoTime();
            record(() -> operation.taskRunning(task), () -> step(properties.pollInterval(), this::poll));
        }

        private void poll() {
            TaskStatus status;
            try {
                status = proxmox.taskStatus(task);
                lastAnswerNanos = System.nanoTime();
            } catch (ProxmoxException e) {
                keepAsking(String.valueOf(e.getMessage()));
                return;
            }
            if (status instanceof TaskStatus.Running) {
                step(properties.pollInterval(), this::poll);
            } else if (status instanceof TaskStatus.Succeeded) {
                end(operation::succeeded);
            } else if (status instanceof TaskStatus.Failed failed) {
                end(() -> operation.failed(failed.error()));
            } else if (status instanceof TaskStatus.Lost lost) {
                end(() -> operation.release(lost.why()));
            }
        }

        private void keepAsking(String problem) {
            Duration silence = Duration.ofNanos(System.nanoTime() - lastAnswerNanos);
            if (silence.compareTo(properties.patience()) < 0) {
                log.info("{} is asked about again: {}", operation.entry(), problem);
                step(properties.pollInterval(), this::poll);
            } else {
                end(() -> operation.release("No word of the task for " + silence.toSeconds() + " s. " + problem));
            }
        }

        private void end(Runnable outcome) {
            record(outcome, () -> {});
        }

        /** Records an entry and goes on. A full disk is waited for: what is known must not be lost. */
        private void record(Runnable entry, Runnable next) {
            try {
                entry.run();
            } catch (JournalFullException e) {
                log.warn("{} waits for room: {}", operation.entry(), e.getMessage());
                step(properties.pollInterval(), () -> record(entry, next));
                return;
            } catch (RuntimeException e) {
                // The journal has failed or was closed, or somebody settled the operation: nothing is left to do here.
                log.error("{} cannot be recorded: {}", operation.entry(), e.getMessage());
                return;
            }
            next.run();
        }
    }
}
