package dev.opjournal.sample.provision;

import dev.opjournal.OperationFailedException;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.sample.proxmox.CloneStatus;
import dev.opjournal.sample.proxmox.NotSentException;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.RefusedException;
import dev.opjournal.sample.proxmox.VmStatus;
import dev.opjournal.steps.StepContext;
import dev.opjournal.steps.Steps;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A VM out of a template: cloned, configured, started. What it did is undone by destroying the clone, which is known by the mark in
 * its description: no other VM is ever touched.
 */
final class ProvisionSteps {
    static final String KIND = "vm.provision";

    /** The params of the operation. */
    static final String TEMPLATE = "template";

    static final String NAME = "name";
    static final String SETTING = "settings.";

    private static final int CONFIGURE_ATTEMPTS = 3;

    private final ProxmoxClient proxmox;
    private final StepTasks tasks;

    ProvisionSteps(ProxmoxClient proxmox, StepTasks tasks) {
        this.proxmox = proxmox;
        this.tasks = tasks;
    }

    Steps definition(ProvisionProperties properties, Duration pause) {
        return Steps.named(KIND)
                .failOn(NotSentException.class, RefusedException.class)
                .step("clone", this::copy)
                .check(this::isCopied)
                .compensate(this::destroy)
                .timeout(properties.stepTimeout())
                .step("configure", this::configure)
                .check(this::isConfigured)
                .retry(CONFIGURE_ATTEMPTS, pause)
                .timeout(properties.stepTimeout())
                .step("start", this::start)
                .check(this::isStarted)
                .compensate(this::stop)
                .timeout(properties.stepTimeout())
                .onCrash(properties.onCrash());
    }

    private void copy(StepContext step) throws Exception {
        // Looked at again: since the request was taken somebody else may have made one.
        if (proxmox.config(step.target()).isPresent()) {
            throw new OperationFailedException("There is a VM " + step.target() + " already.");
        }
        String name = step.params().getOrDefault(NAME, "vm" + step.target());
        tasks.run(step, () -> proxmox.clone(step.param(TEMPLATE), step.target(), name, mark(step)));
    }

    /** What the description of the operation's clone says, and nobody else's. */
    private static String mark(StepContext step) {
        return "opjournal " + step.opId();
    }

    private CloneStatus copyOf(StepContext step) {
        return proxmox.cloneStatus(step.param(TEMPLATE), step.target(), mark(step));
    }

    private boolean isOurs(StepContext step) {
        return copyOf(step) == CloneStatus.DONE;
    }

    private RecoveryDecision isCopied(StepContext step) {
        return tasks.settle(step, () -> copyOf(step) == CloneStatus.RUNNING, () -> isOurs(step));
    }

    private void destroy(StepContext step) throws Exception {
        tasks.undo(step, "qmdestroy", () -> isToDestroy(step), () -> proxmox.destroy(step.target()));
    }

    private boolean isToDestroy(StepContext step) {
        return switch (copyOf(step)) {
            case MISSING, OTHER -> false;
            case DONE -> true;
            case RUNNING ->
                throw new IllegalStateException("VM " + step.target()
                        + " is being cloned, or may be, and is destroyed once that has ended. If it is locked and no clone"
                        + " runs, destroy it by hand.");
        };
    }

    private void configure(StepContext step) throws Exception {
        ensureOurs(step);
        Map<String, String> settings = settings(step);
        if (!settings.isEmpty()) {
            tasks.run(step, () -> proxmox.configure(step.target(), settings));
        }
    }

    /** Somebody may have destroyed the clone, and made another VM of its id. */
    private void ensureOurs(StepContext step) {
        if (!isOurs(step)) {
            throw new OperationFailedException("VM " + step.target() + " is no longer the clone of this operation.");
        }
    }

    private RecoveryDecision isConfigured(StepContext step) {
        return tasks.settle(
                step,
                "qmconfig",
                () -> proxmox.config(step.target())
                        .orElse(Map.of())
                        .entrySet()
                        .containsAll(settings(step).entrySet()));
    }

    private static Map<String, String> settings(StepContext step) {
        Map<String, String> settings = new LinkedHashMap<>();
        step.params().forEach((param, value) -> {
            if (param.startsWith(SETTING)) {
                settings.put(param.substring(SETTING.length()), value);
            }
        });
        return settings;
    }

    private void start(StepContext step) throws Exception {
        ensureOurs(step);
        tasks.run(step, () -> proxmox.start(step.target()));
    }

    private RecoveryDecision isStarted(StepContext step) {
        return tasks.settle(step, "qmstart", () -> runs(step));
    }

    private void stop(StepContext step) throws Exception {
        tasks.undo(step, "qmstop", () -> isOurs(step) && runs(step), () -> proxmox.stop(step.target()));
    }

    private boolean runs(StepContext step) {
        return proxmox.vmStatus(step.target()) == VmStatus.RUNNING;
    }
}
