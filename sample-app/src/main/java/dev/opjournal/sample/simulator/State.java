package dev.opjournal.sample.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All that the simulated cluster knows, as it stands in the state file. Immutable.
 *
 * @param lastPid the number of the newest task's process
 * @param vms by vmid
 * @param tasks in the order in which they were begun; the oldest ended ones are forgotten
 * @param effects how often each effect really happened: {@code start}, {@code clone} and so on, then vmid
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

    /** When the last of the running tasks ends that a new one must wait for. */
    Optional<Long> busyUntil(Order order) {
        return tasks.stream()
                .filter(task -> task.running() && order.waitsFor(task.order()))
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
        SortedMap<String, Vm> newVms = new TreeMap<>(vms);
        if (task.type().equals(Task.CLONE)) {
            newVms.put(task.order().target(), Vm.beingCloned());
        }
        return new State(
                task.pid(),
                newVms,
                Collections.unmodifiableList(all),
                effects,
                plusOne(begun, task.type(), task.vmid()));
    }

    /** The state once every task that is due and not held has ended; this one if there is none. */
    State at(long nowMillis, Predicate<Task> held) {
        List<Task> due = tasks.stream()
                .filter(task -> task.running() && task.endMillis() <= nowMillis && !held.test(task))
                .sorted(Comparator.comparingLong(Task::endMillis))
                .toList();
        State state = this;
        for (Task task : due) {
            if (state.hasItsTurn(task)) {
                state = state.end(task);
            }
        }
        return state;
    }

    /** Whether none of the tasks before it runs that it must wait for: one of them may be held. */
    private boolean hasItsTurn(Task task) {
        return tasks.stream()
                .takeWhile(other -> !other.upid().equals(task.upid()))
                .noneMatch(other -> other.running() && task.order().waitsFor(other.order()));
    }

    private State end(Task task) {
        Ending ending = Ending.of(task, vms);
        String target = task.order().target();
        SortedMap<String, Vm> newVms = new TreeMap<>(vms);
        if (ending.vm() == null) {
            newVms.remove(target);
        } else {
            newVms.put(target, ending.vm());
        }
        Task ended = task.ended(ending.exitStatus());
        List<Task> newTasks = tasks.stream()
                .map(other -> other.upid().equals(ended.upid()) ? ended : other)
                .toList();
        var newEffects = ending.effect() == null ? effects : plusOne(effects, ending.effect(), target);
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
