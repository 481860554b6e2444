package dev.opjournal.steps;

import static dev.opjournal.steps.CrashPolicy.RESUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryDecision;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hinders a multi-step operation from going on, or from being undone, and must neither stop it for ever nor be hidden. */
class StepTroubleTest extends StepFixture {
    private static StepRunner runner(Journal over, Steps definition) {
        return new StepRunner(over, List.of(definition));
    }

    private StepAction dies(String what) {
        return step -> {
            calls.add("two");
            throw new Crash(what);
        };
    }

    private Steps.Builder oneAndThen(StepAction two) {
        return Steps.named("k")
                .step("one", calls("one"))
                .compensate(calls("undo one"))
                .step("two", two)
                .compensate(calls("undo two"));
    }

    private Optional<OpState> state(String opId) {
        return journal.latest(opId).map(JournalEntry::state);
    }

    @Test
    void aReasonThatNoJournalTakesDoesNotHinderTheUndoing() {
        Steps steps = oneAndThen(fails("two", new OperationFailedException("\ud800" + "x".repeat(100_000))))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC));

        assertThat(calls).containsExactly("one", "two", "undo one");
        isRolledBack();
        assertThat(journal.latest("op.1.undo").orElseThrow().params().get("reason"))
                .hasSize(201)
                .startsWith("step two failed: \ufffdxxx")
                .endsWith("x…");
    }

    @Test
    void aStepWhoseIdIsSomebodyElsesHasTheOperationUndone() {
        journal.begin(OperationSpec.of("other").opId("op.2")).succeeded();
        Steps steps = oneAndThen(calls("two")).onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining("step two cannot begin")
                .withMessageContaining("op.2");

        assertThat(calls).containsExactly("one", "undo one");
        isRolledBack();
    }

    @Test
    void aPlanThatTakesTooMuchRoomRunsNothing() {
        reopen(FileJournalOptions.defaults().withMaxEntryBytes(1024));
        Steps.Builder steps = Steps.named("k");
        for (int i = 0; i < 100; i++) {
            steps.step("step-" + i, calls("step"));
        }

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps.onCrash(RESUME)).run(SPEC))
                .withMessageContaining("step step-0 cannot begin")
                .withMessageContaining("1024");

        assertThat(calls).isEmpty();
        isRolledBack();
    }

    @Test
    void aPlanThatIsNotKeptRunsNothing() {
        reopen(FileJournalOptions.defaults().withRedact(Set.of("plan")));

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(
                        () -> runner(oneAndThen(calls("two")).onCrash(RESUME)).run(SPEC))
                .withMessageContaining("its plan was not kept")
                .withMessageContaining("redacts");

        assertThat(calls).isEmpty();
        isRolledBack();
    }

    @Test
    void aPlanThatIsShownToNobodyAnyMoreLeavesTheOperationStuckAndNotHalfUndone() {
        Steps steps = oneAndThen(dies("here")).onCrash(RESUME);
        assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner(steps).run(SPEC));
        reopen(FileJournalOptions.defaults().withRedact(Set.of("plan")));

        recover(runner(steps));

        assertThat(calls).containsExactly("one", "two");
        assertThat(state("op")).contains(OpState.STARTED);
    }

    @Test
    void aSecretIsAsUnknownToAStepBeforeACrashAsBehindIt() {
        reopen(FileJournalOptions.defaults().withRedact(Set.of("password")));
        Steps steps = Steps.named("k")
                .step("one", step -> calls.add(step.param("password")))
                .onCrash(RESUME);

        runner(steps).run(SPEC.param("password", "s3cret"));

        assertThat(calls).containsExactly(FileJournalOptions.REDACTED);
    }

    private Journal fullFor(Predicate<JournalEntry> what) {
        return HookedAppends.over(journal, entries -> {
            if (entries.stream().anyMatch(what)) {
                throw new JournalFullException(directory, 4096, 0, null);
            }
        });
    }

    @Test
    void onAFullDiskItWaitsForRoomAndIsNotToBeBegunAnew() {
        Steps steps = oneAndThen(calls("two")).onCrash(RESUME);
        Journal full = fullFor(entry -> entry.state() == OpState.STARTED && !entry.isRelease());

        assertThatExceptionOfType(NotSettledException.class)
                .isThrownBy(() -> runner(full, steps).run(SPEC))
                .withCauseInstanceOf(JournalFullException.class);

        assertThat(calls).isEmpty();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
        recover(runner(steps));
        assertThat(calls).containsExactly("one", "two");
        assertThat(state("op")).contains(OpState.SUCCEEDED);
    }

    @Test
    void onAFullDiskItIsReleasedWithAShortReason() {
        Steps steps = oneAndThen(dies("x".repeat(500))).onCrash(RESUME);
        Journal full = fullFor(entry -> entry.error().orElse("").length() > 100);

        assertThatExceptionOfType(Crash.class)
                .isThrownBy(() -> runner(full, steps).run(SPEC));

        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op", "op.2");
    }

    @Test
    void whatWasBegunAndDoesNotRunYetCanBeCancelled() {
        Operation begun = journal.begin(SPEC);
        StepRunner runner = runner(oneAndThen(calls("two")).onCrash(RESUME));

        assertThat(runner.cancel("op", "no longer wanted")).isTrue();

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner.run(begun))
                .withMessageContaining("cancelled: no longer wanted");
        assertThat(calls).isEmpty();
        isRolledBack();
        assertThat(runner.cancel("op", "again")).isFalse();
    }

    @Test
    void aReasonToCancelOfAnyLengthIsCut() {
        Operation begun = journal.begin(SPEC);
        StepRunner runner = runner(oneAndThen(calls("two")).onCrash(RESUME));

        assertThat(runner.cancel("op", "x".repeat(100_000))).isTrue();

        assertThatExceptionOfType(RolledBackException.class).isThrownBy(() -> runner.run(begun));
        assertThat(journal.latest("op.cancel").orElseThrow().params().get("reason"))
                .hasSize(201);
    }

    @Test
    void aStepIsNotTriedAgainThatIsCancelledInItsPause() {
        List<StepRunner> runners = new ArrayList<>();
        Steps steps = oneAndThen(step -> {
                    calls.add("two");
                    Thread canceller = new Thread(() -> runners.get(0).cancel("op", "no longer wanted"));
                    canceller.start();
                    throw new OperationFailedException("busy");
                })
                .retry(3, Duration.ofMillis(500))
                .onCrash(RESUME);
        runners.add(runner(steps));

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runners.get(0).run(SPEC));

        assertThat(calls).containsExactly("one", "two", "undo one");
        isRolledBack();
    }

    @Test
    void aFailureThatCannotSayWhatItIsHasAName() {
        Steps steps = oneAndThen(fails("two", new IllegalStateException("x") {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String getMessage() {
                        throw new IllegalStateException("no words");
                    }
                }))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining(StepTroubleTest.class.getName());

        isRolledBack();
    }

    @Test
    void aStepThatCannotBeReleasedDoesNotKeepTheWholeFromRecovery() {
        Steps steps = oneAndThen(dies("here")).onCrash(RESUME);
        Journal refusing = fullFor(entry -> entry.opId().equals("op.2") && entry.isRelease());

        assertThatExceptionOfType(Crash.class)
                .isThrownBy(() -> runner(refusing, steps).run(SPEC));

        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }

    @Test
    void aMarkOfACancelThatACrashCutInHalfIsOne() {
        Steps steps = oneAndThen(dies("here")).onCrash(RESUME);
        StepRunner runner = runner(steps);
        assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner.run(SPEC));
        JournalEntry whole = journal.latest("op").orElseThrow();
        journal.append(Cancel.entries(steps, whole, "no longer wanted").subList(0, 1));
        reopen(FileJournalOptions.defaults());

        recover(runner(steps));

        await().until(() -> journal.inFlight().isEmpty());
        assertThat(calls).containsExactly("one", "two", "undo two", "undo one");
        isRolledBack();
        assertThat(state("op.cancel")).contains(OpState.SUCCEEDED);
    }

    @Test
    void whatWasReleasedIsRecoverysAlone() {
        Operation begun = journal.begin(SPEC);
        begun.release("no thread for it");
        StepRunner runner = runner(oneAndThen(calls("two")).onCrash(RESUME));

        assertThatIllegalStateException()
                .isThrownBy(() -> runner.run(begun))
                .withMessageContaining("released to recovery");

        assertThat(calls).isEmpty();
        recover(runner);
        assertThat(calls).containsExactly("one", "two");
        assertThatIllegalStateException().isThrownBy(() -> runner.run(begun)).withMessageContaining("ended");
        assertThat(calls).containsExactly("one", "two");
    }

    @Test
    void aCompensationThatAPersonHasGivenUpIsNotTriedAgainAndThoseBeforeItAre() {
        Steps steps = Steps.named("k")
                .step("one", calls("one"))
                .compensate(calls("undo one"))
                .step("two", calls("two"))
                .compensate(fails("undo two", new IOException("locked")))
                .step("three", fails("three", new OperationFailedException("no memory")))
                .onCrash(RESUME);
        StepRunner runner = runner(steps);
        assertThatExceptionOfType(NotSettledException.class).isThrownBy(() -> runner.run(SPEC));
        assertThat(journal.takeOver("op.2.undo", undo -> undo.failed("it stays, and is written off")))
                .isTrue();

        recover(runner);

        assertThat(calls).containsExactly("one", "two", "three", "undo two", "undo one");
        isRolledBack();
    }

    @Test
    void anIdempotentStepInDoubtRunsAgainAlsoIfItIsNotToBeRetried() {
        AtomicInteger attempts = new AtomicInteger();
        Steps steps = oneAndThen(step -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IOException("no answer");
                    }
                })
                .idempotent()
                .onCrash(RESUME);

        assertThat(runner(steps).run(SPEC).state()).isEqualTo(OpState.SUCCEEDED);

        assertThat(attempts).hasValue(2);
    }

    @Test
    void aStepThatRanOutOfTimeIsInDoubtWhateverIsDefinite() {
        CountDownLatch never = new CountDownLatch(1);
        Steps steps = oneAndThen(step -> never.await())
                .timeout(Duration.ofMillis(20))
                .failOn(Exception.class)
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining("step two is in doubt");

        assertThat(calls).containsExactly("one", "undo two", "undo one");
    }

    @Test
    void aTimeBeyondAllBoundsIsNone() {
        Steps steps = Steps.named("k")
                .step("one", calls("one"))
                .timeout(Duration.ofSeconds(Long.MAX_VALUE))
                .onCrash(RESUME);

        assertThat(runner(steps).run(SPEC).state()).isEqualTo(OpState.SUCCEEDED);
    }

    /** The record of the task is held until the check would be asked, if it did not wait for the record. */
    @Test
    void aTaskThatIsBeingRecordedWhenTheTimeRunsOutIsKnownToTheCheck() {
        CountDownLatch asked = new CountDownLatch(1);
        Journal slow = HookedAppends.over(journal, entries -> {
            if (entries.get(0).state() == OpState.TASK_RUNNING) {
                awaitInterrupt();
                awaitFor(asked);
            }
        });
        Steps steps = oneAndThen(step -> step.taskRunning("UPID:2"))
                .timeout(Duration.ofMillis(20))
                .check(step -> {
                    asked.countDown();
                    calls.add("asked about " + step.task().orElse("nothing"));
                    return RecoveryDecision.succeeded();
                })
                .onCrash(RESUME);

        runner(slow, steps).run(SPEC);

        assertThat(calls).containsExactly("one", "asked about UPID:2");
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException itsTimeIsOver) {
            // Now the thread that has given it that time goes on.
        }
    }

    private static void awaitFor(CountDownLatch latch) {
        try {
            boolean unused = latch.await(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Unwritable {
        @SuppressWarnings("unused")
        public String getText() {
            throw new IllegalStateException("no text");
        }
    }

    private static final BigDecimal EXACT = new BigDecimal("12345678901234567890.12345678901234567890");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theResultOfTheLastStepIsTheOperationsAlsoIfACrashCameBetween(boolean crashes) {
        assertThat(endsWith(EXACT, crashes).result()).contains(EXACT.toPlainString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResultOfTheLastStepThatWasDroppedIsMarkedInTheOperationToo(boolean crashes) {
        JournalEntry end = endsWith(new Unwritable(), crashes);

        assertThat(end.result()).isEmpty();
        assertThat(end.resultDropped().orElseThrow()).contains("no text");
    }

    /** The entry with which it ends; with a crash behind the end of its last step. */
    private JournalEntry endsWith(Object result, boolean crashes) {
        Steps steps = Steps.named("k").step("one", step -> step.result(result)).onCrash(RESUME);
        if (!crashes) {
            return runner(steps).run(SPEC);
        }
        Journal dying = HookedAppends.over(journal, entries -> {
            if (entries.size() > 1) {
                journal.append(entries.subList(0, 1));
                throw new Crash("behind the end of the step");
            }
        });
        assertThatExceptionOfType(Crash.class)
                .isThrownBy(() -> runner(dying, steps).run(SPEC));
        recover(runner(steps));
        return journal.latest("op").orElseThrow();
    }
}
