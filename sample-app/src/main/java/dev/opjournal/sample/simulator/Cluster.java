package dev.opjournal.sample.simulator;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The simulated cluster: tasks take their time by the wall clock and have their effect when they end. Thread-safe.
 *
 * <p>A task that is due ends when anybody next asks. Since only its times count, it ends in the same way if the
 * simulator was down in between.
 */
final class Cluster {
    private final SimulatorOptions options;
    private final StateFile file;
    private final Clock clock;
    private final FaultBox faults;

    /** What the file holds; replaced, under this object's monitor, after the file was. */
    private State state;

    Cluster(SimulatorOptions options, StateFile file, Clock clock, FaultBox faults) {
        this.options = options;
        this.file = file;
        this.clock = clock;
        this.faults = faults;
        this.state = file.load();
    }

    /** Everything, with all tasks ended that are due by now and not held. */
    synchronized State now() {
        Faults inForce = faults.get();
        State next = state.at(clock.millis(), task -> inForce.holds(task.type()));
        if (!next.equals(state)) {
            save(next);
        }
        return state;
    }

    /**
     * Begins a task.
     *
     * @param fate the error it is to end with, if any
     * @throws TaskRefusedException if there can be no such task
     */
    synchronized Task begin(Order order, String user, @Nullable String fate) {
        State before = now();
        order.refusal(options.node(), before.vms()).ifPresent(why -> {
            throw new TaskRefusedException(why);
        });
        long millis = clock.millis();
        long begin = Math.max(millis, before.busyUntil(order).orElse(millis));
        long end = begin + options.taskTime().toMillis();
        long pid = before.lastPid() + 1;
        long pstart = millis / 10 & 0xFFFF_FFFFL;
        String upid = String.format(
                "UPID:%s:%08X:%08X:%08X:%s:%s:%s:",
                options.node(), pid, pstart, millis / 1000, order.type(), order.vmid(), user);
        Task task = new Task(
                upid,
                options.node(),
                pid,
                pstart,
                millis,
                end,
                order.type(),
                order.vmid(),
                user,
                order.settings(),
                fate,
                null);
        save(before.begin(task));
        return task;
    }

    private void save(State next) {
        file.save(next);
        state = next;
    }
}
