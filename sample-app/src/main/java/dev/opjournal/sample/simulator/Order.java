package dev.opjournal.sample.simulator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a call asks to be done.
 *
 * @param type the type of its task
 * @param vmid the VM that the call names, for a clone its source
 * @param settings the parameters of the call
 */
record Order(String type, String vmid, Map<String, String> settings) {
    static final String NEW_VMID = "newid";
    static final String SNAPSHOT = "snapname";

    /** The VM that is to change. */
    String target() {
        return type.equals(Task.CLONE) ? settings.getOrDefault(NEW_VMID, "") : vmid;
    }

    /** The snapshot that a call of snapshots names. */
    String snapshot() {
        return settings.getOrDefault(SNAPSHOT, "");
    }

    /**
     * Whether it must wait until an earlier one has ended: tasks of one VM run one after the other. A clone locks its
     * source too, which clones share.
     */
    boolean waitsFor(Order earlier) {
        boolean share = type.equals(Task.CLONE) && earlier.type.equals(Task.CLONE);
        return !share && !Collections.disjoint(List.of(vmid, target()), List.of(earlier.vmid, earlier.target()));
    }

    /** Why a real Proxmox VE would not begin it; all else it finds out in the task. */
    Optional<String> refusal(String node, Map<String, Vm> vms) {
        if (Task.OF_SNAPSHOTS.contains(type)) {
            return Optional.empty();
        }
        Vm vm = vms.get(vmid);
        if (vm == null) {
            return Optional.of(Ending.noConfig(node, vmid));
        }
        return switch (type) {
            case Task.DESTROY -> vm.running() ? Optional.of(Ending.runs(vmid)) : Optional.empty();
            case Task.CLONE -> cloneRefusal(vm, vms);
            default -> Optional.empty();
        };
    }

    private Optional<String> cloneRefusal(Vm source, Map<String, Vm> vms) {
        if (source.lock() != null) {
            return Optional.of("VM is locked (" + source.lock() + ")");
        }
        return vms.containsKey(target())
                ? Optional.of("unable to create VM " + target() + ": config file already exists")
                : Optional.empty();
    }
}
