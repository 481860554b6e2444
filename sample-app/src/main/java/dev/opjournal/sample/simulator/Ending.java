package dev.opjournal.sample.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a task ends, in the words of Proxmox VE.
 *
 * @param exitStatus {@code OK} or an error text
 * @param effect what really happened; null if nothing did
 * @param vm what its target is then; null if it is no more
 */
record Ending(
        String exitStatus,
        @Nullable String effect,
        @Nullable Vm vm) {
    /** The ending of a task, given the VMs as they are then. */
    static Ending of(Task task, Map<String, Vm> vms) {
        Vm vm = vms.get(task.vmid());
        if (task.type().equals(Task.CLONE)) {
            return clone(task, vm);
        }
        if (vm == null) {
            return failed(noConfig(task.node(), task.vmid()), null);
        }
        if (task.fate() != null) {
            return failed(task.fate(), vm);
        }
        return switch (task.type()) {
            case Task.START ->
                vm.running()
                        ? failed("VM " + task.vmid() + " already running", vm)
                        : done("start", vm.withRunning(true));
            case Task.STOP -> new Ending("OK", vm.running() ? "stop" : null, vm.withRunning(false));
            case Task.CONFIG -> done("set_config", vm.withSettings(task.settings()));
            case Task.DESTROY -> vm.running() ? failed(runs(task.vmid()), vm) : done("destroy", null);
            default -> ofSnapshot(task, vm);
        };
    }

    private static Ending clone(Task task, @Nullable Vm source) {
        if (source == null) {
            return failed(noConfig(task.node(), task.vmid()), null);
        }
        return task.fate() != null ? failed(task.fate(), null) : done("clone", source.copy(task.settings()));
    }

    private static Ending ofSnapshot(Task task, Vm vm) {
        String name = task.order().snapshot();
        boolean there = vm.snapshots().containsKey(name);
        if (task.type().equals(Task.SNAPSHOT)) {
            return there
                    ? failed("snapshot name '" + name + "' already used", vm)
                    : done("snapshot", vm.withSnapshot(name));
        }
        if (!there) {
            return failed("snapshot '" + name + "' does not exist", vm);
        }
        return switch (task.type()) {
            case Task.ROLLBACK -> done("rollback", vm.rolledBack(name));
            case Task.DELETE_SNAPSHOT -> done("delsnapshot", vm.withoutSnapshot(name));
            default -> throw new IllegalStateException("Unknown task type " + task.type() + " in the state file.");
        };
    }

    private static Ending done(String effect, @Nullable Vm vm) {
        return new Ending("OK", effect, vm);
    }

    private static Ending failed(String error, @Nullable Vm vm) {
        return new Ending(error, null, vm);
    }

    static String noConfig(String node, String vmid) {
        return "Configuration file 'nodes/" + node + "/qemu-server/" + vmid + ".conf' does not exist";
    }

    static String runs(String vmid) {
        return "VM " + vmid + " is running - destroy failed";
    }
}
