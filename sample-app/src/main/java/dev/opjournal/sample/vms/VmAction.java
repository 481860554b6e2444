package dev.opjournal.sample.vms;

import dev.opjournal.Operation;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.VmStatus;
import java.util.Map;

/** What can be done to a VM, as one kind of operation. */
public enum VmAction {
    START(Kind.START, "qmstart") {
        @Override
        String call(ProxmoxClient proxmox, Operation operation) {
            return proxmox.start(operation.target());
        }

        @Override
        Wanted ask(ProxmoxClient proxmox, Operation operation) {
            return isIn(VmStatus.RUNNING, proxmox.vmStatus(operation.target()));
        }
    },
    STOP(Kind.STOP, "qmstop") {
        @Override
        String call(ProxmoxClient proxmox, Operation operation) {
            return proxmox.stop(operation.target());
        }

        @Override
        Wanted ask(ProxmoxClient proxmox, Operation operation) {
            return isIn(VmStatus.STOPPED, proxmox.vmStatus(operation.target()));
        }
    },
    SET_CONFIG(Kind.SET_CONFIG, "qmconfig") {
        @Override
        String call(ProxmoxClient proxmox, Operation operation) {
            return proxmox.configure(operation.target(), operation.params());
        }

        @Override
        Wanted ask(ProxmoxClient proxmox, Operation operation) {
            return proxmox.config(operation.target())
                    .map(Map::entrySet)
                    .map(settings ->
                            settings.containsAll(operation.params().entrySet()) ? Wanted.REACHED : Wanted.NOT_REACHED)
                    .orElse(Wanted.NO_SUCH_VM);
        }
    };

    private final String kind;
    private final String taskType;

    VmAction(String kind, String taskType) {
        this.kind = kind;
        this.taskType = taskType;
    }

    /** The kind of operation in the journal. */
    String kind() {
        return kind;
    }

    /** The type of task that it is to Proxmox VE. */
    String taskType() {
        return taskType;
    }

    /** Makes the call; answers the task's id. */
    abstract String call(ProxmoxClient proxmox, Operation operation);

    /** Asks whether the VM is as the operation wants it. */
    abstract Wanted ask(ProxmoxClient proxmox, Operation operation);

    private static Wanted isIn(VmStatus wanted, VmStatus found) {
        if (found == VmStatus.MISSING) {
            return Wanted.NO_SUCH_VM;
        }
        return found == wanted ? Wanted.REACHED : Wanted.NOT_REACHED;
    }

    /** The kinds, as annotations need them. */
    static final class Kind {
        static final String START = "start";
        static final String STOP = "stop";
        static final String SET_CONFIG = "set_config";

        private Kind() {}
    }

    /** How a VM stands to what an operation wants of it. */
    enum Wanted {
        REACHED,
        NOT_REACHED,
        NO_SUCH_VM
    }
}
