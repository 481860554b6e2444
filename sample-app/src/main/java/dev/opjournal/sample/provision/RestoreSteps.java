package dev.opjournal.sample.provision;

import dev.opjournal.OperationFailedException;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.sample.proxmox.NotSentException;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.ProxmoxException;
import dev.opjournal.sample.proxmox.RefusedException;
import dev.opjournal.sample.proxmox.VmStatus;
import dev.opjournal.steps.StepContext;
import dev.opjournal.steps.Steps;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A VM back at a snapshot. Before anything is touched a snapshot of the VM as it is is taken, to which it goes back if the restore
 * fails; the last step removes it.
 */
final class RestoreSteps {
    static final String KIND = "vm.restore";

    /** The param of the operation. */
    static final String SNAPSHOT = "snapshot";

    private static final Logger log = LoggerFactory.getLogger(RestoreSteps.class);
    private static final String LOOK = "look";
    private static final int LOOK_ATTEMPTS = 3;

    private final ProxmoxClient proxmox;
    private final StepTasks tasks;

    RestoreSteps(ProxmoxClient proxmox, StepTasks tasks) {
        this.proxmox = proxmox;
        this.tasks = tasks;
    }

    Steps definition(ProvisionProperties properties, Duration pause) {
        return Steps.named(KIND)
                .failOn(NotSentException.class, RefusedException.class)
                .step(LOOK, this::look)
                .idempotent()
                .retry(LOOK_ATTEMPTS, pause)
                .step("snapshot", this::takeSafety)
                .check(this::hasSafety)
                .compensate(this::deleteSafety)
                .timeout(properties.stepTimeout())
                .step("stop", this::stop)
                .check(this::isStopped)
                .compensate(this::startAgain)
                .timeout(properties.stepTimeout())
                .step("rollback", this::rollBack)
                .check(this::isRolledBack)
                .compensate(this::rollBackToSafety)
                .timeout(properties.stepTimeout())
                .step("start", this::start)
                .check(this::isStarted)
                .compensate(this::stopAgain)
                .timeout(properties.stepTimeout())
                .step("tidy", this::tidy)
                .check(this::isTidy)
                .timeout(properties.stepTimeout())
                .onCrash(properties.onCrash());
    }

    /** The name of the snapshot to go back to, of at most the 40 characters that Proxmox VE takes. */
    private static String safety(StepContext step) {
        return "op-" + step.opId();
    }

    /** Its result is whether the VM ran. */
    private void look(StepContext step) {
        if (!snapshots(step).contains(step.param(SNAPSHOT))) {
            throw new OperationFailedException(
                    "VM " + step.target() + " has no snapshot " + step.param(SNAPSHOT) + ".");
        }
        step.result(runs(step));
    }

    private static boolean ran(StepContext step) {
        return Boolean.TRUE.equals(step.resultOf(LOOK, Boolean.class));
    }

    private void takeSafety(StepContext step) throws Exception {
        tasks.run(step, () -> proxmox.snapshot(step.target(), safety(step)));
    }

    private RecoveryDecision hasSafety(StepContext step) {
        return tasks.settle(step, "qmsnapshot", () -> snapshots(step).contains(safety(step)));
    }

    private void deleteSafety(StepContext step) throws Exception {
        tasks.undo(
                step,
                "qmdelsnapshot",
                () -> snapshots(step).contains(safety(step)),
                () -> proxmox.deleteSnapshot(step.target(), safety(step)));
    }

    private void stop(StepContext step) throws Exception {
        if (ran(step)) {
            tasks.run(step, () -> proxmox.stop(step.target()));
        }
    }

    private RecoveryDecision isStopped(StepContext step) {
        return tasks.settle(step, "qmstop", () -> !runs(step));
    }

    private void startAgain(StepContext step) throws Exception {
        tasks.undo(step, "qmstart", () -> ran(step) && !runs(step), () -> proxmox.start(step.target()));
    }

    private void rollBack(StepContext step) throws Exception {
        tasks.run(step, () -> proxmox.rollback(step.target(), step.param(SNAPSHOT)));
    }

    private RecoveryDecision isRolledBack(StepContext step) {
        return tasks.settle(step, "qmrollback", () -> isAt(step, step.param(SNAPSHOT)));
    }

    private void rollBackToSafety(StepContext step) throws Exception {
        tasks.undo(
                step,
                "qmrollback",
                () -> !isAt(step, safety(step)),
                () -> proxmox.rollback(step.target(), safety(step)));
    }

    /** Proxmox VE names the snapshot that a VM was last rolled back to, or that was last taken of it, as its parent. */
    private boolean isAt(StepContext step, String snapshot) {
        return snapshot.equals(proxmox.config(step.target()).orElse(Map.of()).get("parent"));
    }

    private void start(StepContext step) throws Exception {
        // A snapshot with the VM's memory runs as soon as it is rolled back to.
        if (ran(step) && !runs(step)) {
            tasks.run(step, () -> proxmox.start(step.target()));
        }
    }

    private RecoveryDecision isStarted(StepContext step) {
        return tasks.settle(step, "qmstart", () -> !ran(step) || runs(step));
    }

    private void stopAgain(StepContext step) throws Exception {
        tasks.undo(step, "qmstop", () -> runs(step), () -> proxmox.stop(step.target()));
    }

    /** The VM is restored: what is left over is no reason to undo that. */
    private void tidy(StepContext step) throws Exception {
        try {
            deleteSafety(step);
        } catch (ProxmoxException | TaskFailedException e) {
            leave(step, String.valueOf(e.getMessage()));
        }
    }

    private RecoveryDecision isTidy(StepContext step) {
        return tasks.settle(step, "qmdelsnapshot", () -> !snapshots(step).contains(safety(step)));
    }

    private static void leave(StepContext step, String why) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException(why);
        }
        log.warn("VM {} is restored, but its snapshot {} is left; remove it. {}", step.target(), safety(step), why);
        step.result(Map.of("left", safety(step), "why", why));
    }

    private Set<String> snapshots(StepContext step) {
        return proxmox.snapshots(step.target()).orElse(Set.of());
    }

    private boolean runs(StepContext step) {
        return proxmox.vmStatus(step.target()) == VmStatus.RUNNING;
    }
}
