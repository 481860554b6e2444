package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every crash point of a four-step operation, and for each of them every crash point of the recovery behind it: before and after
 * each durable write, within each append of several entries, before and after each effect.
 */
class CrashScheduleTest {
    private static final RecoveryOptions RECOVERY =
            new RecoveryOptions(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1), 2);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final OperationSpec SPEC =
            OperationSpec.of("vm.provision").opId("op").target("101").idempotencyKey("job-1");

    @TempDir
    Path directory;

    private int journals;

    static Stream<Arguments> policiesAndTroubles() {
        return Stream.of(CrashPolicy.values())
                .flatMap(policy -> Stream.of(World.Trouble.values()).map(trouble -> Arguments.of(policy, trouble)));
    }

    @ParameterizedTest
    @MethodSource("policiesAndTroubles")
    void theWorldEndsCompleteOrCleanWhereverItCrashes(CrashPolicy policy, World.Trouble trouble) throws IOException {
        int schedules = 0;
        Set<Set<String>> ends = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        boolean firstCrashed = true;
        for (int first = 0; firstCrashed; first++) {
            boolean secondCrashed = true;
            for (int second = 0; secondCrashed; second++) {
                Schedule schedule = new Schedule(policy, trouble, first, second);
                schedule.run();
                firstCrashed = schedule.firstCrashed;
                secondCrashed = schedule.secondCrashed;
                ends.add(schedule.world.there());
                schedules++;
            }
        }
        System.out.printf("%s %s: %d schedules, ends %s%n", policy, trouble, schedules, ends);
        assertThat(schedules).isGreaterThan(100);
    }

    /** One life that dies at a point, a second that recovers and dies at a point, a third that recovers. */
    private final class Schedule {
        private final CrashPolicy policy;
        private final World world;
        private final World.Trouble trouble;
        private final int first;
        private final int second;
        private final Path path;
        private String crashes = "";
        private boolean firstCrashed;
        private boolean secondCrashed;

        Schedule(CrashPolicy policy, World.Trouble trouble, int first, int second) {
            this.policy = policy;
            this.trouble = trouble;
            this.world = new World(trouble);
            this.first = first;
            this.second = second;
            this.path = directory.resolve("ops-" + journals++ + ".journal");
        }

        void run() throws IOException {
            firstCrashed = begin(new CrashPoints(first));
            if (firstCrashed) {
                secondCrashed = recover(new CrashPoints(second));
                recover(new CrashPoints(-1));
            }
            check();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }

        private boolean begin(CrashPoints points) {
            world.livesWith(points);
            try (FileJournal real = FileJournal.open(path)) {
                Journal journal = new CrashingJournal(points).over(real);
                new StepRunner(journal, List.of(world.definition(policy))).run(SPEC);
            } catch (Crash | RolledBackException | JournalClosedException ended) {
                // What it came to is seen in the journal and in the world.
            }
            crashes += points.where();
            return points.isDead();
        }

        private boolean recover(CrashPoints points) {
            world.livesWith(points);
            try (FileJournal real = FileJournal.open(path)) {
                Journal journal = new CrashingJournal(points).over(real);
                StepRunner runner = new StepRunner(journal, List.of(world.definition(policy)));
                try (Recovery recovery = new Recovery(journal, runner.handlers(), RECOVERY)) {
                    recovery.start();
                    await().pollInterval(Duration.ofMillis(1))
                            .pollDelay(Duration.ZERO)
                            .atMost(LONG)
                            .until(() -> points.isDead() || real.inFlight().isEmpty());
                }
            }
            crashes += ", then " + points.where();
            return points.isDead();
        }

        private void check() {
            try (FileJournal journal = FileJournal.open(path)) {
                assertThat(journal.inFlight()).as("in flight, %s", this).isEmpty();
                OpState state = journal.latest("op").map(JournalEntry::state).orElse(OpState.FAILED);
                assertThat(world.there())
                        .as("what is there, %s, %s: %s", state, this, world.effects())
                        .isEqualTo(state == OpState.SUCCEEDED ? Set.copyOf(World.STEPS) : Set.of());
                assertThat(journal.alreadyApplied("job-1")).isEqualTo(state == OpState.SUCCEEDED);
                if (!firstCrashed) {
                    boolean succeeds = trouble == World.Trouble.NONE || trouble == World.Trouble.RETRIED;
                    assertThat(state).isEqualTo(succeeds ? OpState.SUCCEEDED : OpState.FAILED);
                }
            }
            for (String step : List.of("clone", "attach", "start")) {
                assertThat(world.effects().stream().filter(step::equals))
                        .as("%s, %s: %s", step, this, world.effects())
                        .hasSizeLessThanOrEqualTo(1);
            }
        }

        @Override
        public String toString() {
            return policy + " " + trouble + " crash at " + first + " and " + second + " (" + crashes + ")";
        }
    }
}
