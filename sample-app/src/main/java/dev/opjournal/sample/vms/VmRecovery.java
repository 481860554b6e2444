package dev.opjournal.sample.vms;

import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.RefusedException;
import dev.opjournal.sample.proxmox.TaskStatus;
import dev.opjournal.sample.proxmox.Upid;
import dev.opjournal.spring.RecoveryHandlerFor;
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
final class VmRecovery {
    private final ProxmoxClient proxmox;

    VmRecovery(ProxmoxClient proxmox) {
        this.proxmox = proxmox;
    }

    @RecoveryHandlerFor(VmAction.Kind.START)
    RecoveryDecision start(Operation operation) {
        return recover(VmAction.START, operation);
    }

    @RecoveryHandlerFor(VmAction.Kind.STOP)
    RecoveryDecision stop(Operation operation) {
        return recover(VmAction.STOP, operation);
    }

    @RecoveryHandlerFor(VmAction.Kind.SET_CONFIG)
    RecoveryDecision setConfig(Operation operation) {
        return recover(VmAction.SET_CONFIG, operation);
    }

    RecoveryDecision recover(VmAction action, Operation operation) {
        if (operation.task().isEmpty()) {
            return withoutTask(action, operation);
        }
        TaskStatus status = proxmox.taskStatus(operation.task().get());
        if (status instanceof TaskStatus.Running) {
            return RecoveryDecision.stillRunning();
        }
        if (status instanceof TaskStatus.Succeeded) {
            return RecoveryDecision.succeeded();
        }
        if (status instanceof TaskStatus.Failed failed) {
            return failed(action, operation, failed.error());
        }
        return withoutTask(action, operation);
    }

    private RecoveryDecision failed(VmAction action, Operation operation, String error) {
        // Of two calls for one operation, the first slow enough to look lost, Proxmox VE says this of the second.
        boolean doneByAnother = action == VmAction.START
                && error.contains("already running")
                && action.ask(proxmox, operation) == VmAction.Wanted.REACHED;
        return doneByAnother ? RecoveryDecision.succeeded() : RecoveryDecision.failed(error);
    }

    private RecoveryDecision withoutTask(VmAction action, Operation operation) {
        Optional<Upid> running = proxmox.runningTask(operation.target(), action.taskType());
        if (running.isPresent()) {
            operation.taskRunning(running.get().text());
            return RecoveryDecision.stillRunning();
        }
        return switch (action.ask(proxmox, operation)) {
            case REACHED -> RecoveryDecision.succeeded();
            case NO_SUCH_VM -> RecoveryDecision.failed("Proxmox VE has no VM " + operation.target() + " on this node.");
            case NOT_REACHED -> RecoveryDecision.resume(resumed -> callAgain(action, resumed));
        };
    }

    private void callAgain(VmAction action, Operation operation) {
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
