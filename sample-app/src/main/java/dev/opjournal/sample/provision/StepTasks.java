package dev.opjournal.sample.provision;

import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxException;
import dev.opjournal.sample.proxmox.TaskStatus;
import dev.opjournal.sample.proxmox.Upid;
import dev.opjournal.steps.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The tasks that steps and compensations are to Proxmox VE. A VM has one operation in flight, and one token belongs to one
 * journal: a task of the step's type that runs on the VM is therefore the step's own.
 */
final class StepTasks {
    private final ProxmoxClient proxmox;
    private final Duration pollInterval;
    private final Duration patience;

    StepTasks(ProxmoxClient proxmox, Duration pollInterval, Duration patience) {
        this.proxmox = proxmox;
        this.pollInterval = pollInterval;
        this.patience = patience;
    }

    /** Begins a task, records it, and waits until it has ended well. */
    void run(StepContext step, Supplier<String> call) throws InterruptedException, TaskFailedException {
        String upid = call.get();
        step.taskRunning(upid);
        TaskStatus end = awaitEnd(upid);
        if (end instanceof TaskStatus.Failed failed) {
            throw new TaskFailedException(failed.error());
        }
        if (end instanceof TaskStatus.Lost lost) {
            throw new TaskFailedException(lost.why());
        }
    }

    /**
     * Waits until a task has ended, whichever way.
     *
     * @throws IllegalStateException if there is no word of it for too long
     */
    private TaskStatus awaitEnd(String upid) throws InterruptedException {
        long lastAnswerNanos = System.nanoTime();
        while (true) {
            Thread.sleep(pollInterval.toMillis());
            try {
                TaskStatus status = proxmox.taskStatus(upid);
                if (!(status instanceof TaskStatus.Running)) {
                    return status;
                }
                lastAnswerNanos = System.nanoTime();
            } catch (ProxmoxException e) {
                Duration silence = Duration.ofNanos(System.nanoTime() - lastAnswerNanos);
                if (silence.compareTo(patience) >= 0) {
                    throw new IllegalStateException(
                            "No word of the task for " + silence.toSeconds() + " s. " + e.getMessage(), e);
                }
            }
        }
    }

    /** What became of a step whose end nobody saw: its task says it, else one that runs, else the VM. */
    RecoveryDecision settle(StepContext step, String type, BooleanSupplier isAsWished) {
        return settle(step, () -> adopt(step, type).isPresent(), isAsWished);
    }

    /**
     * The same for a step whose tasks are not found by the VM.
     *
     * @param runs whether a task of the step runs
     * @param isAsWished whether the VM is as the step wants it
     */
    RecoveryDecision settle(StepContext step, BooleanSupplier runs, BooleanSupplier isAsWished) {
        String why = "Its call had no effect";
        if (step.task().isPresent()) {
            TaskStatus status = proxmox.taskStatus(step.task().get());
            if (status instanceof TaskStatus.Running) {
                return RecoveryDecision.stillRunning();
            }
            if (status instanceof TaskStatus.Succeeded) {
                return RecoveryDecision.succeeded();
            }
            if (status instanceof TaskStatus.Failed failed) {
                why = failed.error();
            } else if (status instanceof TaskStatus.Lost lost) {
                why = lost.why();
            }
        }
        if (runs.getAsBoolean()) {
            return RecoveryDecision.stillRunning();
        }
        // Also behind a failed task: it may be the second of two calls, the first of which did the work.
        return isAsWished.getAsBoolean() ? RecoveryDecision.succeeded() : RecoveryDecision.failed(why);
    }

    /**
     * Undoes a step, as often as it is called: what an earlier call began is waited for, and what is undone is left alone.
     *
     * @param type of the task that undoes it
     * @param isToDo whether there is anything to undo
     */
    void undo(StepContext step, String type, BooleanSupplier isToDo, Supplier<String> call)
            throws InterruptedException, TaskFailedException {
        Optional<String> earlier = step.task().or(() -> adopt(step, type));
        if (earlier.isPresent() && awaitEnd(earlier.get()) instanceof TaskStatus.Succeeded) {
            return;
        }
        if (isToDo.getAsBoolean()) {
            run(step, call);
        }
    }

    /** Records the running task whose id was lost. */
    private Optional<String> adopt(StepContext step, String type) {
        Optional<String> running = proxmox.runningTask(step.target(), type).map(Upid::text);
        running.ifPresent(step::taskRunning);
        return running;
    }
}
