package dev.opjournal.sample.vms;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.RefusedException;
import dev.opjournal.sample.proxmox.TaskStatus;
import dev.opjournal.sample.proxmox.Upid;
import java.util.Optional;

/**
 * Settles an interrupted operation by asking Proxmox VE. In this order:
 *
 * <ol>
 *   <li>the task that the journal names: it says how it ended;
 *   <li>a task of the operation's type that runs on the VM: the call went out and its answer was lost, so that task is
 *       this operation's, since a VM has one operation in flight;
 *   <li>the VM: if it is as the operation wants it, that is all there is to do;
 *   <li>otherwise the call is made again.
 * </ol>
 *
 * <p>If Proxmox VE cannot tell, the exception goes to recovery, which asks again later.
 */
final class VmRecovery implements RecoveryHandler {
    private final VmAction action;
    private final ProxmoxClient proxmox;

    VmRecovery(VmAction action, ProxmoxClient proxmox) {
        this.action = action;
        this.proxmox = proxmox;
    }

    @Override
    public String kind() {
        return action.kind();
    }

    @Override
    public RecoveryDecision recover(Operation operation) {
        if (operation.task().isEmpty()) {
            return withoutTask(operation);
        }
        TaskStatus status = proxmox.taskStatus(operation.task().get());
        if (status instanceof TaskStatus.Running) {
            return RecoveryDecision.stillRunning();
        }
        if (status instanceof TaskStatus.Succeeded) {
            return RecoveryDecision.succeeded();
        }
        if (status instanceof TaskStatus.Failed failed) {
            return failed(operation, failed.error());
        }
        return withoutTask(operation);
    }

    private RecoveryDecision failed(Operation operation, String error) {
        // Of two calls for one operation, the first slow enough to look lost, Proxmox VE says this of the second.
        boolean doneByAnother = action == VmAction.START
                && error.contains("already running")
                && action.ask(proxmox, operation) == VmAction.Wanted.REACHED;
        return doneByAnother ? RecoveryDecision.succeeded() : RecoveryDecision.failed(error);
    }

    private RecoveryDecision withoutTask(Operation operation) {
        Optional<Upid> running = proxmox.runningTask(operation.target(), action.taskType());
        if (running.isPresent()) {
            operation.taskRunning(running.get().text());
            return RecoveryDecision.stillRunning();
        }
        return switch (action.ask(proxmox, operation)) {
            case REACHED -> RecoveryDecision.succeeded();
            case NO_SUCH_VM -> RecoveryDecision.failed("Proxmox VE has no VM " + operation.target() + " on this node.");
            case NOT_REACHED -> RecoveryDecision.resume(this::callAgain);
        };
    }

    private void callAgain(Operation operation) {
        String task;
        try {
            task = action.call(proxmox, operation);
        } catch (RefusedException e) {
            operation.failed(String.valueOf(e.getMessage()));
            return;
        }
        operation.taskRunning(task);
    }
}
