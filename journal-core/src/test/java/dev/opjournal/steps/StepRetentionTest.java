package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps stay in the journal as long as their operation, and go with it. */
class StepRetentionTest {
    private static final OperationSpec SPEC = OperationSpec.of("k").opId("op").target("101");

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    private FileJournal open() {
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        return FileJournal.open(
                directory.resolve("ops.journal"),
                FileJournalOptions.defaults().withClock(clock).withRetainOperations(Duration.ofDays(30)));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static Steps twoSteps(StepAction second) {
        return Steps.named("k")
                .step("one", step -> step.result("kept"))
                .step("two", second)
                .idempotent()
                .onCrash(CrashPolicy.RESUME);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theyAreKeptForAnOperationInFlightAndDroppedWithIt(boolean reopened) {
        FileJournal journal = open();
        try {
            StepRunner runner = new StepRunner(journal, List.of(twoSteps(step -> {
                throw new Crash("here");
            })));
            assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner.run(SPEC));
            journal.begin(OperationSpec.of("other").opId("alone")).succeeded();
            pass(Duration.ofDays(31));
            journal.begin(OperationSpec.of("other").opId("later")).succeeded();
            if (reopened) {
                journal.close();
                journal = open();
            }

            // The second time from a file that was written anew.
            for (int round = 0; round < 2; round++) {
                journal.compact();

                assertThat(journal.history("alone")).isEmpty();
                assertThat(journal.history("op.1"))
                        .extracting(JournalEntry::state)
                        .containsExactly(OpState.STARTED, OpState.SUCCEEDED);
            }

            StepRunner after = new StepRunner(
                    journal, List.of(twoSteps(step -> step.result(step.resultOf("one", String.class) + " and used"))));
            journal.takeOver("op", operation -> {
                try {
                    after.handlers().get(0).recover(operation);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                operation.succeeded();
            });
            assertThat(journal.latest("op.2").orElseThrow().result()).contains("\"kept and used\"");
            assertThat(journal.history("op.1")).hasSize(2);
            pass(Duration.ofDays(31));
            journal.compact();
            for (String id : List.of("op", "op.1", "op.2")) {
                assertThat(journal.history(id)).as(id).isEmpty();
            }
        } finally {
            journal.close();
        }
    }

    @Test
    void whatIsAStepOfNothingThatIsKnownIsDroppedLikeAnyOther() {
        try (FileJournal journal = open()) {
            journal.append(List.of(
                    JournalEntry.of("orphan", "k.one", OpState.STARTED)
                            .parent("nobody")
                            .build(),
                    JournalEntry.of("orphan", "k.one", OpState.SUCCEEDED).build()));
            pass(Duration.ofDays(31));

            journal.compact();

            assertThat(journal.history("orphan")).isEmpty();
        }
    }

    private static List<JournalEntry> ended(String opId, String parent) {
        return List.of(
                JournalEntry.of(opId, "part", OpState.STARTED).parent(parent).build(),
                JournalEntry.of(opId, "part", OpState.SUCCEEDED).build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partsOfPartsGoWithTheWholeToo(boolean reopened) {
        FileJournal journal = open();
        try {
            Operation whole = journal.begin(SPEC);
            Operation other = journal.begin(OperationSpec.of("other").opId("other"));
            journal.append(List.of(
                    JournalEntry.of("part", "part", OpState.STARTED)
                            .parent("op")
                            .build(),
                    ended("part-of-part", "part").get(0),
                    ended("part-of-part", "part").get(1),
                    JournalEntry.of("part", "part", OpState.SUCCEEDED).build()));
            journal.append(ended("part-of-other", "other"));
            other.succeeded();
            pass(Duration.ofDays(31));
            if (reopened) {
                journal.close();
                journal = open();
            }

            journal.compact();

            assertThat(journal.history("part-of-part")).hasSize(2);
            assertThat(journal.history("part")).hasSize(2);
            assertThat(journal.history("part-of-other")).isEmpty();
            assertThat(journal.history("other")).isEmpty();
            assertThat(journal.takeOver("op", Operation::succeeded)).isEqualTo(reopened);
            if (!reopened) {
                whole.succeeded();
            }
            pass(Duration.ofDays(31));
            journal.compact();
            for (String id : List.of("op", "part", "part-of-part")) {
                assertThat(journal.history(id)).as(id).isEmpty();
            }
        } finally {
            journal.close();
        }
    }

    /** What is appended while the file is written anew is taken into the new one from its lines. */
    @Test
    void stepsThatBeginWhileTheJournalIsCompactedAreKept() throws Exception {
        try (FileJournal journal = open()) {
            Operation whole = journal.begin(SPEC);
            AtomicBoolean over = new AtomicBoolean();
            Thread compacting = new Thread(() -> {
                while (!over.get()) {
                    journal.compact();
                }
            });
            compacting.start();
            try {
                for (int step = 0; step < 500; step++) {
                    journal.append(ended("step-" + step, "op"));
                }
            } finally {
                over.set(true);
                compacting.join();
            }
            pass(Duration.ofDays(31));

            journal.compact();

            for (int step = 0; step < 500; step++) {
                assertThat(journal.history("step-" + step)).as("step %s", step).hasSize(2);
            }
            whole.succeeded();
        }
    }
}
