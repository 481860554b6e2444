package dev.opjournal.sample.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the simulated cluster knows, as it stands in the state file. Immutable.
 *
 * @param lastPid the number of the newest task's process
 * @param vms by vmid
 * @param tasks in the order in which they were begun; the oldest ended ones are forgotten
 * @param effects how often each effect really happened: {@code start}, {@code stop} or {@code set_config}, then vmid
 * @param begun how often a task was begun: type, then vmid
 */
record State(
        long lastPid,
        SortedMap<String, Vm> vms,
        List<Task> tasks,
        SortedMap<String, SortedMap<String, Integer>> effects,
        SortedMap<String, SortedMap<String, Integer>> begun) {

    private static final int FIRST_VMID = 100;
    private static final int LAST_VMID = 139;
    private static final int KEPT_TASKS = 1_000;

    /** The VMs 100 to 139, all stopped. */
    static State initial() {
        SortedMap<String, Vm> vms = new TreeMap<>();
        for (int id = FIRST_VMID; id <= LAST_VMID; id++) {
            String vmid = Integer.toString(id);
            vms.put(vmid, Vm.stopped(vmid));
        }
        return new State(1_000, vms, List.of(), new TreeMap<>(), new TreeMap<>());
    }

    Optional<Task> task(String upid) {
        return tasks.stream().filter(task -> task.upid().equals(upid)).findFirst();
    }

    /** When the last of the VM's running tasks ends: a VM is locked, its tasks run one after the other. */
    Optional<Long> busyUntil(String vmid) {
        return tasks.stream()
                .filter(task -> task.running() && task.vmid().equals(vmid))
                .map(Task::endMillis)
                .max(Comparator.naturalOrder());
    }

    State begin(Task task) {
        List<Task> all = new ArrayList<>(tasks);
        all.add(task);
        for (int i = 0; i < all.size() && all.size() > KEPT_TASKS; ) {
            if (all.get(i).running()) {
                i++;
            } else {
                all.remove(i);
            }
        }
        return new State(
                task.pid(), vms, Collections.unmodifiableList(all), effects, plusOne(begun, task.type(), task.vmid()));
    }

    /** Whether a task is to end by now. */
    boolean anyDue(long nowMillis) {
        return tasks.stream().anyMatch(task -> isDue(task, nowMillis));
    }

    /** The state once every task that is due has ended. */
    State at(long nowMillis) {
        List<Task> due = tasks.stream()
                .filter(task -> isDue(task, nowMillis))
                .sorted(Comparator.comparingLong(Task::endMillis))
                .toList();
        State state = this;
        for (Task task : due) {
            state = state.end(task);
        }
        return state;
    }

    private static boolean isDue(Task task, long nowMillis) {
        return task.running() && task.endMillis() <= nowMillis;
    }

    private State end(Task task) {
        Vm vm = vms.getOrDefault(task.vmid(), Vm.stopped(task.vmid()));
        if (task.fate() != null) {
            return with(task.ended(task.fate()), vm, null);
        }
        return switch (task.type()) {
            case Task.START ->
                vm.running()
                        ? with(task.ended("VM " + task.vmid() + " already running"), vm, null)
                        : with(task.ended("OK"), vm.withRunning(true), "start");
            case Task.STOP -> with(task.ended("OK"), vm.withRunning(false), vm.running() ? "stop" : null);
            case Task.CONFIG -> with(task.ended("OK"), vm.withSettings(task.settings()), "set_config");
            default -> throw new IllegalStateException("Unknown task type " + task.type() + " in the state file.");
        };
    }

    private State with(Task ended, Vm vm, @Nullable String effect) {
        SortedMap<String, Vm> newVms = new TreeMap<>(vms);
        newVms.put(ended.vmid(), vm);
        List<Task> newTasks = tasks.stream()
                .map(task -> task.upid().equals(ended.upid()) ? ended : task)
                .toList();
        var newEffects = effect == null ? effects : plusOne(effects, effect, ended.vmid());
        return new State(lastPid, newVms, newTasks, newEffects, begun);
    }

    private static SortedMap<String, SortedMap<String, Integer>> plusOne(
            SortedMap<String, SortedMap<String, Integer>> counts, String what, String vmid) {
        SortedMap<String, SortedMap<String, Integer>> all = new TreeMap<>(counts);
        SortedMap<String, Integer> ofWhat = new TreeMap<>(counts.getOrDefault(what, new TreeMap<>()));
        ofWhat.merge(vmid, 1, Integer::sum);
        all.put(what, ofWhat);
        return all;
    }
}
