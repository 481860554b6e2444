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
    /** What goes wrong without a crash. */
    enum Trouble {
        NONE,
        /** The last step is refused. */
        REFUSED,
        /** The third step has its effect, but no answer comes. */
        NO_ANSWER,
        /** The second step fails twice before it gets through. */
        RETRIED
    }

    static final List<String> STEPS = List.of("clone", "configure", "attach", "start");

    private final Trouble trouble;
    private final Set<String> there = new TreeSet<>();
    private final List<String> effects = new ArrayList<>();
    private CrashPoints points = new CrashPoints(-1);
    private int refusals;

    World(Trouble trouble) {
        this.trouble = trouble;
    }

    synchronized void livesWith(CrashPoints newPoints) {
        points = newPoints;
    }

    /**
     * One of each kind: with a task and a check; idempotent; neither; with a check but no task. Each has a compensation.
     */
    Steps definition(CrashPolicy policy) {
        return Steps.named("vm.provision")
                .step("clone", step -> {
                    step.taskRunning("UPID:clone");
                    happen("clone");
                    step.result("disk-1");
                })
                .check(step -> look("clone"))
                .compensate(step -> undo("clone"))
                .step("configure", step -> {
                    if (trouble == Trouble.RETRIED && refusals++ < 2) {
                        throw new OperationFailedException("busy");
                    }
                    happen("configure");
                })
                .idempotent()
                .retry(3, Duration.ZERO)
                .compensate(step -> undo("configure"))
                .step("attach", step -> {
                    happen("attach");
                    if (trouble == Trouble.NO_ANSWER) {
                        throw new IOException("no answer");
                    }
                })
                .compensate(step -> undo("attach"))
                .step("start", step -> {
                    if (trouble == Trouble.REFUSED) {
                        throw new OperationFailedException("no memory");
                    }
                    happen("start");
                })
                .check(step -> look("start"))
                .compensate(step -> undo("start"))
                .onCrash(policy);
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

    synchronized List<String> effects() {
        return List.copyOf(effects);
    }
}
