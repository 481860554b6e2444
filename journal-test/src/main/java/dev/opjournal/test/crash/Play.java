package dev.opjournal.test.crash;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.Journal;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.recovery.Recovery;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Plays one life of a scenario: the first runs the application's work, the others recover. */
final class Play implements AutoCloseable {
    private final CrashScenario<?> scenario;
    private final Settings settings;
    private final Life life;
    private final Journal real;
    private final MortalJournal mortal;
    private final Guard guard;
    private final AtomicReference<CrashScenario.@Nullable Living<?>> built = new AtomicReference<>();

    Play(CrashScenario<?> scenario, Settings settings, Life life, Journal real, AtomicInteger ids) {
        this.scenario = scenario;
        this.settings = settings;
        this.life = life;
        this.real = real;
        this.mortal = new MortalJournal(real, life, ids);
        this.guard = new Guard(life, settings.patience());
    }

    void first() throws Violation {
        run(application -> {
            guard.run("the application fails, although nothing has crashed", application::work);
            settle(application);
        });
    }

    void afterCrash() throws Violation {
        run(application -> {
            settle(application);
            if (scenario.asksAgain() && !life.isDead()) {
                life.note("the application is asked again");
                askAgain(application);
                settle(application);
            }
        });
    }

    /** A part of a life. */
    @FunctionalInterface
    private interface Part {
        void play(CrashScenario.Living<?> application) throws Violation, Guard.Failed;
    }

    private void run(Part part) throws Violation {
        try {
            guard.run("the application cannot be built", () -> built.set(scenario.liveOn(mortal.forApplication())));
            CrashScenario.Living<?> application = built.get();
            if (application != null && !life.isDead()) {
                part.play(application);
            }
        } catch (Guard.Failed failed) {
            throw failed.toViolation();
        }
        if (!life.isDead()) {
            check();
        }
    }

    private void askAgain(CrashScenario.Living<?> application) throws Violation, Guard.Failed {
        try {
            guard.run("the application fails when it is asked again", application::work);
        } catch (Guard.Failed failed) {
            Throwable thrown = failed.thrown();
            if (!(thrown instanceof AlreadyAppliedException) && !(thrown instanceof KeyInFlightException)) {
                throw failed;
            }
            life.note("it refuses: " + thrown.getClass().getSimpleName());
        }
    }

    private void settle(CrashScenario.Living<?> application) throws Violation, Guard.Failed {
        if (life.isDead() || real.inFlight().isEmpty()) {
            return;
        }
        Asked asked = new Asked();
        List<WatchedHandler> handlers = new CopyOnWriteArrayList<>();
        guard.run(
                "the application has no handlers",
                () -> application.handlers().forEach(each -> handlers.add(new WatchedHandler(each, asked, life))));
        try (Recovery recovery = new Recovery(mortal.forRecovery(), handlers, settings.recovery())) {
            recovery.start();
            new Settling(real, life, asked, settings.patience()).await(recovery, scenario.mayLeaveInFlight());
        }
    }

    private void check() throws Violation {
        life.finish();
        try {
            scenario.check(real);
        } catch (Exception | AssertionError e) {
            throw new Violation("the invariant does not hold", e);
        }
    }

    /**
     * Lets go of the application, so that none of its threads stay. What it throws is of no concern: a dead one finds a dead
     * journal.
     *
     * @throws Violation if it hangs
     */
    @Override
    public void close() throws Violation {
        life.finish();
        CrashScenario.Living<?> application = built.get();
        if (application == null) {
            return;
        }
        try {
            guard.run("the application cannot be closed", application::letGo);
        } catch (Guard.Failed ignored) {
            // All that counts was checked before.
        }
    }
}
