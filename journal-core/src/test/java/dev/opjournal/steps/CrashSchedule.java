package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One life that begins an operation and dies at a point, a second that recovers and dies at a point, a third that recovers. */
final class CrashSchedule {
    /** One worker, so that the points come in one order. */
    private static final RecoveryOptions RECOVERY =
            new RecoveryOptions(4, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1), 1);

    private static final FileJournalOptions SMALL =
            FileJournalOptions.defaults().withPreallocateBytes(1 << 14);
    private static final long LONG_NANOS = Duration.ofSeconds(20).toNanos();
    private static final OperationSpec SPEC =
            OperationSpec.of("vm.provision").opId("op").target("101").idempotencyKey("job-1");

    private final CrashPolicy policy;
    private final Trouble trouble;
    private final World world;
    private final int first;
    private final int second;
    private final Path path;

    private String crashes = "";
    private int lives;
    private boolean firstCrashed;
    private boolean secondCrashed;
    private boolean cancelled;
    private boolean settled;

    /**
     * A schedule that has not begun.
     *
     * @param first the number of the point at which the first life dies; if it has fewer, it does not
     * @param second the same of the second life
     */
    CrashSchedule(CrashPolicy policy, Trouble trouble, int first, int second, Path path) {
        this.policy = policy;
        this.trouble = trouble;
        this.world = new World(trouble);
        this.first = first;
        this.second = second;
        this.path = path;
    }

    void run() {
        firstCrashed = live(new CrashPoints(first));
        if (firstCrashed) {
            secondCrashed = live(new CrashPoints(second));
        }
        if (!settled) {
            live(new CrashPoints(-1));
        }
        assertThat(settled)
                .as("nothing is in flight, %s: %s", this, world.effects())
                .isTrue();
    }

    boolean firstCrashed() {
        return firstCrashed;
    }

    boolean secondCrashed() {
        return secondCrashed;
    }

    /** Where it died. */
    String crashes() {
        return crashes;
    }

    /** Answers whether it dies. */
    private boolean live(CrashPoints points) {
        lives++;
        try (FileJournal real = FileJournal.open(path, SMALL)) {
            Journal journal = new CrashingJournal(points).over(real);
            StepRunner runner = new StepRunner(journal, List.of(definition(real)));
            world.livesWith(points, trouble == Trouble.CANCELLED ? () -> cancel(runner) : () -> {});
            begin(runner);
            recover(journal, runner, real, points);
            if (!points.isDead() && real.inFlight().isEmpty()) {
                check(real);
                settled = true;
            }
        }
        crashes += (lives == 1 ? "" : ", then ") + points.where();
        return points.isDead();
    }

    /** Before a step has begun there is no plan from which a definition could differ. */
    private Steps definition(FileJournal journal) {
        boolean hasPlan = journal.latest("op.1").isPresent();
        return world.definition(policy, hasPlan ? trouble.stepsInLife(lives) : World.STEPS);
    }

    private void begin(StepRunner runner) {
        try {
            if (lives == 1) {
                JournalEntry unused = runner.run(SPEC);
            } else if (trouble == Trouble.CANCELLED) {
                cancel(runner);
            }
        } catch (Crash | RolledBackException | NotSettledException | JournalClosedException ended) {
            // What it came to is seen in the journal and in the world.
        }
    }

    private void cancel(StepRunner runner) {
        cancelled |= runner.cancel("op", "no longer wanted");
    }

    private void recover(Journal journal, StepRunner runner, FileJournal real, CrashPoints points) {
        if (points.isDead() || real.inFlight().isEmpty()) {
            return;
        }
        try (Recovery recovery = new Recovery(journal, runner.handlers(), RECOVERY)) {
            recovery.start();
            long deadline = System.nanoTime() + LONG_NANOS;
            while (!points.isDead() && !real.inFlight().isEmpty() && !recovery.hasGivenUp("op")) {
                assertThat(System.nanoTime() - deadline)
                        .as("%s goes on for ever, in flight %s", this, real.inFlight())
                        .isNegative();
                LockSupport.parkNanos(50_000);
            }
        }
    }

    private void check(FileJournal journal) {
        String what = this + ": " + world.effects();
        OpState state = journal.latest("op").map(JournalEntry::state).orElse(OpState.FAILED);
        boolean complete = state == OpState.SUCCEEDED;
        assertThat(world.there())
                .as("what is there, %s, %s", state, what)
                .isEqualTo(complete ? Set.copyOf(World.STEPS) : Set.of());
        assertThat(journal.alreadyApplied("job-1")).as(what).isEqualTo(complete);
        assertThat(complete && cancelled).as("complete and cancelled, %s", what).isFalse();
        if (!firstCrashed) {
            assertThat(complete).as(what).isEqualTo(trouble.succeedsWithoutACrash());
        }
        CrashAudit audit = new CrashAudit(journal, what);
        audit.effects(world.effects(), lives - 1);
        audit.records(complete);
    }

    @Override
    public String toString() {
        return policy + " " + trouble + " crash at " + first + " and " + second + " (" + crashes + ")";
    }
}
