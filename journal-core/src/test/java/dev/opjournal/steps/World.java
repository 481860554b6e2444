package dev.opjournal.steps;

import static dev.opjournal.recovery.RecoveryDecision.failed;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;

import dev.opjournal.OperationFailedException;
import dev.opjournal.recovery.RecoveryDecision;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The outside world: it outlives every crash, and counts what is done to it. */
final class World {
    static final List<String> STEPS = List.of("clone", "configure", "attach", "start");

    private final Trouble trouble;
    private final Set<String> there = new TreeSet<>();
    private final List<String> effects = new ArrayList<>();
    private CrashPoints points = new CrashPoints(-1);
    private Runnable whileAttaching = () -> {};
    private int troubles;

    World(Trouble trouble) {
        this.trouble = trouble;
    }

    /**
     * A process begins to act on it.
     *
     * @param attaching what somebody else does while the third step runs
     */
    synchronized void livesWith(CrashPoints newPoints, Runnable attaching) {
        points = newPoints;
        whileAttaching = attaching;
    }

    /**
     * One of each kind: with a task and a check; idempotent; neither; with a check but no task. Each has a compensation.
     *
     * @param names of the steps in their order
     */
    Steps definition(CrashPolicy policy, List<String> names) {
        Steps.Builder steps = Steps.named("vm.provision");
        names.forEach(name -> add(name, steps));
        return steps.onCrash(policy);
    }

    private void add(String name, Steps.Builder steps) {
        switch (name) {
            case "clone" ->
                steps.step(name, step -> {
                            step.taskRunning("UPID:clone");
                            happen(name);
                            step.result("disk-1");
                        })
                        .check(step -> look(name));
            case "configure" ->
                steps.step(name, step -> {
                            if (trouble == Trouble.RETRIED && troubles++ < 2) {
                                throw new OperationFailedException("busy");
                            }
                            happen(name);
                        })
                        .idempotent()
                        .retry(3, Duration.ZERO);
            case "attach" ->
                steps.step(name, step -> {
                    happen(name);
                    whileAttaching.run();
                    if (trouble == Trouble.NO_ANSWER) {
                        throw new IOException("no answer");
                    }
                });
            default ->
                steps.step(name, step -> {
                            if (trouble == Trouble.REFUSED || trouble == Trouble.NOT_UNDONE) {
                                throw new OperationFailedException("no memory");
                            }
                            happen(name);
                            if (trouble == Trouble.CANNOT_TELL) {
                                throw new IOException("no answer");
                            }
                        })
                        .check(step -> {
                            troubledOnce(Trouble.CANNOT_TELL);
                            return look(name);
                        });
        }
        steps.compensate(step -> {
            if (name.equals("configure")) {
                troubledOnce(Trouble.NOT_UNDONE);
            }
            undo(name);
        });
    }

    private synchronized void troubledOnce(Trouble which) throws IOException {
        if (trouble == which && troubles++ == 0) {
            throw new IOException("no answer");
        }
    }

    private synchronized void happen(String step) {
        points.pass("before the effect of " + step);
        there.add(step);
        effects.add(step);
        points.pass("after the effect of " + step);
    }

    private synchronized void undo(String step) {
        points.pass("before undoing " + step);
        there.remove(step);
        effects.add("undo " + step);
        points.pass("after undoing " + step);
    }

    private synchronized RecoveryDecision look(String step) {
        points.ensureAlive();
        return there.contains(step) ? succeeded(step + " is there") : failed("it is not there");
    }

    synchronized Set<String> there() {
        return Set.copyOf(there);
    }

    /** The names of the steps that had their effect, and of those undone, in their order. */
    synchronized List<String> effects() {
        return List.copyOf(effects);
    }
}
