package dev.opjournal.sample.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work on a VM. What becomes of it follows from its times alone, so that it goes on while no simulator runs.
 *
 * @param settings what a {@code qmconfig} task sets; empty for the others
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

    boolean running() {
        return exitStatus == null;
    }

    Task ended(String status) {
        return new Task(upid, node, pid, pstart, startMillis, endMillis, type, vmid, user, settings, fate, status);
    }
}
