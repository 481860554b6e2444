package dev.opjournal.sample.simulator;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Work on a VM. What becomes of it follows from its times alone, so that it goes on while no simulator runs.
 *
 * @param vmid the VM that its id names, for a {@code qmclone} the source
 * @param settings the parameters of the call
 * @param fate the error that the task was told to end with; null if it may succeed
 * @param exitStatus {@code OK} or an error text; null until the task has ended
 */
record Task(
        String upid,
        String node,
        long pid,
        long pstart,
        long startMillis,
        long endMillis,
        String type,
        String vmid,
        String user,
        Map<String, String> settings,
        @Nullable String fate,
        @Nullable String exitStatus) {

    static final String START = "qmstart";
    static final String STOP = "qmstop";
    static final String CONFIG = "qmconfig";
    static final String CLONE = "qmclone";
    static final String DESTROY = "qmdestroy";
    static final String SNAPSHOT = "qmsnapshot";
    static final String ROLLBACK = "qmrollback";
    static final String DELETE_SNAPSHOT = "qmdelsnapshot";

    static final Set<String> OF_SNAPSHOTS = Set.of(SNAPSHOT, ROLLBACK, DELETE_SNAPSHOT);

    Order order() {
        return new Order(type, vmid, settings);
    }

    boolean running() {
        return exitStatus == null;
    }

    Task ended(String status) {
        return new Task(upid, node, pid, pstart, startMillis, endMillis, type, vmid, user, settings, fate, status);
    }
}
