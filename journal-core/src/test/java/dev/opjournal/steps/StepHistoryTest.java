package dev.opjournal.steps;

import static dev.opjournal.steps.StepState.FAILED;
import static dev.opjournal.steps.StepState.IN_DOUBT;
import static dev.opjournal.steps.StepState.NOT_BEGUN;
import static dev.opjournal.steps.StepState.NOT_UNDONE;
import static dev.opjournal.steps.StepState.RUNNING;
import static dev.opjournal.steps.StepState.SUCCEEDED;
import static dev.opjournal.steps.StepState.UNDOING;
import static dev.opjournal.steps.StepState.UNDONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.JournalEntry;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where each step stands, to whoever reads the operation. */
class StepHistoryTest {
    private static final OperationSpec SPEC = OperationSpec.of("k").opId("op").target("101");
    private static final RecoveryOptions RECOVERY =
            new RecoveryOptions(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1), 2);

    @TempDir
    Path directory;

    private FileJournal journal;

    @BeforeEach
    void open() {
        journal = FileJournal.open(directory.resolve("ops.journal"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    /** Four steps, of which the second has no compensation, as the tests have them. */
    private StepRunner runner(StepAction undoOne, StepAction three) {
        return new StepRunner(
                journal,
                List.of(Steps.named("k")
                        .step("one", step -> {})
                        .compensate(undoOne)
                        .step("two", step -> {})
                        .step("three", three)
                        .compensate(step -> {})
                        .step("four", step -> {})
                        .onCrash(CrashPolicy.ROLL_BACK)));
    }

    private List<StepState> states() {
        return StepHistory.of(journal, "op").stream().map(StepHistory::state).toList();
    }

    @Test
    void stepsThatAreToComeAreToldWithTheIdsThatTheyWillHave() {
        List<StepState> seen = new ArrayList<>();
        StepRunner runner = runner(step -> {}, step -> {
            seen.addAll(states());
            assertThat(StepHistory.of(journal, "op"))
                    .extracting(StepHistory::step)
                    .containsExactly("one", "two", "three", "four");
            assertThat(StepHistory.of(journal, "op"))
                    .extracting(StepHistory::opId)
                    .containsExactly("op.1", "op.2", "op.3", "op.4");
        });

        runner.run(SPEC);

        assertThat(seen).containsExactly(SUCCEEDED, SUCCEEDED, RUNNING, NOT_BEGUN);
        assertThat(states()).containsExactly(SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED);
        assertThat(StepHistory.of(journal, "op.1")).isEmpty();
        assertThat(StepHistory.of(journal, "unknown")).isEmpty();
    }

    @Test
    void whatIsUndoneIsToldApartFromWhatStands() {
        List<StepState> seen = new ArrayList<>();
        StepRunner runner = runner(step -> seen.addAll(states()), step -> {
            throw new OperationFailedException("no memory");
        });

        assertThatExceptionOfType(RolledBackException.class).isThrownBy(() -> runner.run(SPEC));

        assertThat(seen).containsExactly(UNDOING, SUCCEEDED, FAILED, NOT_BEGUN);
        assertThat(states()).containsExactly(UNDONE, SUCCEEDED, FAILED, NOT_BEGUN);
    }

    @Test
    void aCancelIsToldBehindTheSteps() {
        StepRunner[] itself = new StepRunner[1];
        itself[0] = runner(step -> {}, step -> itself[0].cancel("op", "no longer wanted"));

        assertThatExceptionOfType(RolledBackException.class).isThrownBy(() -> itself[0].run(SPEC));

        assertThat(states()).containsExactly(UNDONE, SUCCEEDED, UNDONE, NOT_BEGUN, SUCCEEDED);
        assertThat(StepHistory.of(journal, "op"))
                .last()
                .satisfies(cancel -> assertThat(cancel.step()).isEqualTo("cancel"));
    }

    @Test
    void aStepThatNobodySeesToIsInDoubtAlsoIfNobodyGaveItUp() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        StepRunner runner = runner(step -> {}, step -> {
            begun.countDown();
            goOn.await();
        });
        CompletableFuture<JournalEntry> cutOff = CompletableFuture.supplyAsync(() -> runner.run(SPEC));
        await().until(() -> begun.getCount() == 0);
        journal.close();
        goOn.countDown();
        assertThat(cutOff).failsWithin(Duration.ofMinutes(1));
        open();

        assertThat(states()).containsExactly(SUCCEEDED, SUCCEEDED, IN_DOUBT, NOT_BEGUN);
    }

    /** Recovery begins the compensation here, and must not keep it to itself. */
    @Test
    void aCompensationThatFailsInRecoveryStandsAsNotUndoneUntilAPersonSettlesTheOperation() {
        aStepThatNobodySeesToIsInDoubtAlsoIfNobodyGaveItUp();
        StepRunner runner = runner(
                step -> {
                    assertThat(states()).containsExactly(UNDOING, SUCCEEDED, UNDONE, NOT_BEGUN);
                    throw new IOException("locked");
                },
                step -> {});

        try (Recovery recovery = new Recovery(journal, runner.handlers(), RECOVERY)) {
            recovery.start();
            await().until(() -> recovery.hasGivenUp("op"));
            assertThat(states()).containsExactly(NOT_UNDONE, SUCCEEDED, UNDONE, NOT_BEGUN);
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op", "op.1.undo");
            assertThat(journal.latest("op.1.undo").orElseThrow().error())
                    .contains("step one could not be undone: locked");

            assertThat(journal.takeOver("op", taken -> taken.failed("undone by hand")))
                    .isTrue();

            await().until(() -> journal.inFlight().isEmpty());
        }
        assertThat(states()).containsExactly(NOT_UNDONE, SUCCEEDED, UNDONE, NOT_BEGUN);
    }
}
