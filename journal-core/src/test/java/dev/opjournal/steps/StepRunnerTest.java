package dev.opjournal.steps;

import static dev.opjournal.steps.CrashPolicy.RESUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.Journals;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a multi-step operation does without a crash, and what it leaves to recovery. */
class StepRunnerTest extends StepFixture {
    private Steps.Builder oneAndTwo() {
        return Steps.named("k")
                .step("one", calls("one"))
                .compensate(calls("undo one"))
                .step("two", calls("two"))
                .compensate(calls("undo two"));
    }

    @Test
    void aStepSeesTheResultsOfThoseBeforeItAndThatOfTheLastIsTheOperations() {
        Steps steps = Steps.named("k")
                .step("one", step -> step.result(List.of("a", "b")))
                .step("two", step -> step.result(step.resultOf("one", String[].class)[1] + step.param("p")))
                .onCrash(RESUME);

        JournalEntry end = runner(steps).run(SPEC.param("p", "x"));

        assertThat(end.opId()).isEqualTo("op");
        assertThat(end.state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(end.result()).contains("\"bx\"");
        assertThat(journal.latest("op.1").orElseThrow().result()).contains("[\"a\",\"b\"]");
    }

    @Test
    void whatIsNotThereIsNamed() {
        Steps steps = Steps.named("k")
                .step("one", step -> {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> step.param("q"))
                            .withMessageContaining("no param q")
                            .withMessageContaining("[p]");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> step.resultOf("two", String.class))
                            .withMessageContaining("No step two");
                    assertThat(step.target()).isEqualTo("101");
                    assertThat(step.opId()).isEqualTo("op");
                    assertThat(step.stepId()).isEqualTo("op.1");
                    assertThat(step.task()).isEmpty();
                })
                .step("two", calls("two"))
                .onCrash(RESUME);

        assertThat(runner(steps).run(SPEC.param("p", "x")).state()).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void eachStepIsAnOperationWhoseParentTheWholeIs() {
        Steps steps = Steps.named("k")
                .step("one", step -> step.taskRunning("UPID:1"))
                .step("two", calls("two"))
                .compensate(calls("undo two"))
                .onCrash(RESUME);

        runner(steps).run(SPEC);

        List<JournalEntry> one = journal.history("op.1");
        assertThat(one)
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertThat(one).allSatisfy(entry -> {
            assertThat(entry.kind()).isEqualTo("k.one");
            assertThat(entry.target()).isEqualTo("101");
            assertThat(entry.parent()).contains("op");
            assertThat(entry.step()).contains("one");
            assertThat(entry.params()).containsEntry("plan", "one, two(undo)");
        });
        assertThat(one.get(2).task()).contains("UPID:1");
        assertThat(states("op.2")).containsExactly(OpState.STARTED, OpState.SUCCEEDED);
        assertThat(states("op")).containsExactly(OpState.STARTED, OpState.SUCCEEDED);
        assertThat(journal.history("op.2.undo")).isEmpty();
    }

    @Test
    void aKeyThatHasTakenEffectRunsNothing() {
        Steps steps = Steps.named("k")
                .step("one", step -> {
                    calls.add("one");
                    step.result(7);
                })
                .onCrash(RESUME);
        JournalEntry first = runner(steps).run(SPEC);

        JournalEntry second = runner(steps).run(SPEC.opId("another"));

        assertThat(Journals.lasting(second)).isEqualTo(Journals.lasting(first));
        assertThat(second.result()).contains("7");
        assertThat(calls).containsExactly("one");
    }

    @Test
    void aStepThatFailsForGoodHasTheOnesBeforeItUndoneTheLastOneFirst() {
        Steps steps = oneAndTwo()
                .step("three", fails("three", new OperationFailedException("no memory")))
                .compensate(calls("undo three"))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining("op was rolled back: step three failed: no memory")
                .withCauseInstanceOf(OperationFailedException.class);

        assertThat(calls).containsExactly("one", "two", "three", "undo two", "undo one");
        isRolledBack();
        assertThat(journal.latest("op.3").orElseThrow().error()).contains("no memory");
        JournalEntry undone = journal.latest("op.2.undo").orElseThrow();
        assertThat(undone.state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(undone.kind()).isEqualTo("k.two.undo");
        assertThat(undone.parent()).contains("op");
        assertThat(undone.step()).contains("two");
        assertThat(undone.params()).containsEntry("reason", "step three failed: no memory");
        assertThat(journal.latest("op").orElseThrow().error()).contains("step three failed: no memory");
        assertThat(journal.history("op.3.undo")).isEmpty();
    }

    @Test
    void whatFailOnNamesIsDefinite() {
        Steps steps = oneAndTwo()
                .step("three", fails("three", new IllegalArgumentException("no such disk")))
                .compensate(calls("undo three"))
                .failOn(IllegalArgumentException.class)
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC));

        assertThat(calls).containsExactly("one", "two", "three", "undo two", "undo one");
    }

    @Test
    void aStepInDoubtIsUndoneAsIfItHadHappened() {
        Steps steps = oneAndTwo()
                .step("three", fails("three", new IOException("no answer")))
                .compensate(calls("undo three"))
                .step("four", calls("four"))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining("step three is in doubt: no answer");

        assertThat(calls).containsExactly("one", "two", "three", "undo three", "undo two", "undo one");
        isRolledBack();
        assertThat(journal.latest("op.3").orElseThrow().error().orElseThrow()).contains("undone as if it had happened");
    }

    @Test
    void aStepInDoubtWithNothingToUndoSaysSo() {
        Steps steps = oneAndTwo()
                .step("three", fails("three", new IOException("no answer")))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC));

        assertThat(calls).containsExactly("one", "two", "three", "undo two", "undo one");
        isRolledBack();
        assertThat(journal.latest("op.3").orElseThrow().error().orElseThrow()).contains("no compensation");
    }

    @Test
    void aDefiniteFailureIsTriedAgainAsOftenAsItSays() {
        AtomicInteger attempts = new AtomicInteger();
        Steps steps = Steps.named("k")
                .step("one", step -> {
                    assertThat(states(step.stepId())).containsExactly(OpState.STARTED);
                    if (attempts.incrementAndGet() < 3) {
                        throw new OperationFailedException("busy");
                    }
                })
                .retry(3, Duration.ofMillis(1))
                .step("two", step -> {
                    attempts.incrementAndGet();
                    throw new OperationFailedException("busy");
                })
                .retry(2, Duration.ZERO)
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC));

        assertThat(attempts).hasValue(3 + 2);
        assertThat(states("op.1")).containsExactly(OpState.STARTED, OpState.SUCCEEDED);
    }

    @Test
    void onlyAnIdempotentStepWithoutATaskIsRepeatedInDoubt() {
        Steps idempotent = Steps.named("k")
                .step("one", fails("one", new IOException("no answer")))
                .idempotent()
                .retry(3, Duration.ZERO)
                .onCrash(RESUME);
        Steps withTask = Steps.named("l")
                .step("two", step -> {
                    step.taskRunning("UPID:2");
                    calls.add("two");
                    throw new IOException("no answer");
                })
                .idempotent()
                .retry(3, Duration.ZERO)
                .onCrash(RESUME);
        StepRunner runner = runner(idempotent, withTask);

        assertThatExceptionOfType(RolledBackException.class).isThrownBy(() -> runner.run(SPEC));
        assertThatExceptionOfType(RolledBackException.class).isThrownBy(() -> runner.run(OperationSpec.of("l")));

        assertThat(calls).containsExactly("one", "one", "one", "two");
    }

    @Test
    void aCheckSettlesAStepInDoubt() {
        Steps steps = Steps.named("k")
                .step("one", step -> {
                    step.taskRunning("UPID:1");
                    throw new IOException("no answer");
                })
                .check(step -> {
                    calls.add("asked about " + step.task().orElseThrow());
                    return RecoveryDecision.succeeded("by its check");
                })
                .step("two", step -> calls.add(step.resultOf("one", String.class)))
                .onCrash(RESUME);

        runner(steps).run(SPEC);

        assertThat(calls).containsExactly("asked about UPID:1", "by its check");
    }

    @Test
    void aStepThatRunsOutOfTimeIsInDoubtAndIsHeardNoMore() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> late = new CompletableFuture<>();
        Steps steps = oneAndTwo()
                .step("three", step -> {
                    while (goOn.getCount() > 0) {
                        try {
                            goOn.await();
                        } catch (InterruptedException deaf) {
                            calls.add("interrupted");
                        }
                    }
                    try {
                        step.taskRunning("UPID:late");
                        late.complete("taken");
                    } catch (IllegalStateException refused) {
                        late.complete(refused.getMessage());
                    }
                })
                .timeout(Duration.ofMillis(20))
                .compensate(calls("undo three"))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining("no answer within PT0.02S");

        goOn.countDown();
        assertThat(late.get(10, TimeUnit.SECONDS)).contains("op.3 is over");
        assertThat(calls).contains("interrupted", "undo three", "undo two", "undo one");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        isRolledBack();
    }

    @Test
    void aResultThatIsTooLargeIsNoFailureOfItsStepButOfWhoNeedsIt() {
        Steps steps = Steps.named("k")
                .step("one", step -> step.result("x".repeat(70_000)))
                .compensate(calls("undo one"))
                .step("two", step -> step.resultOf("one", String.class))
                .onCrash(RESUME);

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC))
                .withMessageContaining("was not recorded");

        assertThat(states("op.1")).containsExactly(OpState.STARTED, OpState.SUCCEEDED);
        assertThat(calls).containsExactly("undo one");
        isRolledBack();
    }

    @Test
    void aStepThatIsStillRunningOutsideIsLeftToRecovery() {
        AtomicBoolean done = new AtomicBoolean();
        Steps steps = Steps.named("k")
                .step("one", fails("one", new IOException("no answer")))
                .check(step -> done.get() ? RecoveryDecision.succeeded() : RecoveryDecision.stillRunning())
                .step("two", calls("two"))
                .onCrash(RESUME);
        StepRunner runner = runner(steps);

        assertThatExceptionOfType(NotSettledException.class)
                .isThrownBy(() -> runner.run(SPEC))
                .withMessageContaining("step one is still running");

        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op", "op.1");
        try (Recovery recovery = new Recovery(journal, runner.handlers(), RECOVERY)) {
            recovery.start();
            assertThat(recovery.awaitFirstPass(Duration.ofSeconds(10))).isTrue();
            assertThat(journal.inFlight()).hasSize(2);
            done.set(true);
            await().until(() -> journal.inFlight().isEmpty());
        }
        assertThat(calls).containsExactly("one", "two");
        assertThat(states("op")).endsWith(OpState.SUCCEEDED);
        assertThat(journal.alreadyApplied("job-1")).isTrue();
    }

    @Test
    void whatALivingProcessLeftToRecoveryGoesOnAndWhatACrashCutOffIsUndone() {
        AtomicInteger asked = new AtomicInteger();
        Steps steps = Steps.named("k")
                .step("one", calls("one"))
                .compensate(calls("undo one"))
                .step("two", fails("two", new IOException("no answer")))
                .compensate(calls("undo two"))
                .check(step -> asked.incrementAndGet() % 2 == 0
                        ? RecoveryDecision.succeeded()
                        : RecoveryDecision.stillRunning())
                .step("three", calls("three"))
                .compensate(calls("undo three"))
                .onCrash(CrashPolicy.ROLL_BACK);
        StepRunner runner = runner(steps);
        assertThatExceptionOfType(NotSettledException.class).isThrownBy(() -> runner.run(SPEC));

        recover(runner);

        assertThat(states("op")).endsWith(OpState.SUCCEEDED);
        assertThat(calls).containsExactly("one", "two", "three");

        assertThatExceptionOfType(NotSettledException.class)
                .isThrownBy(() -> runner.run(SPEC.opId("cut-off").idempotencyKey("job-2")));
        calls.clear();

        recover(runner(steps));

        assertThat(states("cut-off")).endsWith(OpState.FAILED);
        assertThat(calls).containsExactly("undo two", "undo one");
    }

    @Test
    void aCompensationThatFailsIsTriedAgainThenItStandsAsStuckUntilAPersonSettlesIt() {
        Steps steps = oneAndTwo()
                .step("three", calls("three"))
                .compensate(fails("undo three", new IOException("locked")))
                .step("four", fails("four", new OperationFailedException("no memory")))
                .onCrash(RESUME);
        StepRunner runner = runner(steps);

        assertThatExceptionOfType(NotSettledException.class)
                .isThrownBy(() -> runner.run(SPEC))
                .withMessageContaining("step three could not be undone: locked");

        try (Recovery recovery = new Recovery(journal, runner.handlers(), RECOVERY)) {
            recovery.start();
            await().until(() -> recovery.hasGivenUp("op"));
            assertThat(calls).containsExactly("one", "two", "three", "four", "undo three", "undo three", "undo three");
            assertThat(journal.latest("op.3.undo").orElseThrow().isInFlight()).isTrue();
            assertThat(journal.history("op.2.undo")).isEmpty();

            assertThat(journal.takeOver("op", taken -> taken.failed("undone by hand")))
                    .isTrue();

            await().until(() -> journal.inFlight().isEmpty());
        }
        assertThat(states("op.3.undo")).endsWith(OpState.FAILED);
    }

    @Test
    void whoCancelsHasItUndoneAfterTheStepThatRuns() {
        AtomicBoolean inTime = new AtomicBoolean();
        List<StepRunner> runners = new ArrayList<>();
        Steps steps = oneAndTwo()
                .step("three", step -> {
                    inTime.set(runners.get(0).cancel("op", "no longer wanted"));
                    calls.add("three");
                })
                .compensate(calls("undo three"))
                .step("four", calls("four"))
                .onCrash(RESUME);
        runners.add(runner(steps));

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runners.get(0).run(SPEC))
                .withMessageContaining("cancelled: no longer wanted");

        assertThat(inTime).isTrue();
        assertThat(calls).containsExactly("one", "two", "three", "undo three", "undo two", "undo one");
        isRolledBack();
        assertThat(journal.latest("op.cancel").orElseThrow().params()).containsEntry("reason", "no longer wanted");
        assertThat(runners.get(0).cancel("op", "again")).isFalse();
        assertThat(runners.get(0).cancel("unknown", "again")).isFalse();
    }

    @Test
    void whatWaitsForRecoveryCanBeCancelled() {
        Steps steps = oneAndTwo()
                .step("three", step -> {
                    throw new Crash("here");
                })
                .idempotent()
                .onCrash(RESUME);
        StepRunner runner = runner(steps);
        assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner.run(SPEC));

        assertThat(runner.cancel("op", "no longer wanted")).isTrue();
        assertThat(runner.cancel("op", "no longer wanted")).isTrue();

        recover(runner);
        assertThat(calls).containsExactly("one", "two", "undo two", "undo one");
        isRolledBack();
        assertThat(runner.cancel("op", "again")).isFalse();
    }

    @Test
    void aDefinitionThatHasChangedIsUndoneByWhatWasRecorded() {
        Steps before = oneAndTwo()
                .step("three", step -> {
                    throw new Crash("here");
                })
                .onCrash(RESUME);
        assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner(before).run(SPEC));
        Steps reordered = Steps.named("k")
                .step("two", calls("two"))
                .compensate(calls("undo two"))
                .step("one", calls("one"))
                .compensate(calls("undo one"))
                .step("three", calls("three"))
                .onCrash(RESUME);

        recover(runner(reordered));

        assertThat(calls).containsExactly("one", "two", "undo two", "undo one");
        isRolledBack();
        assertThat(journal.latest("op").orElseThrow().error().orElseThrow())
                .contains("its definition has changed")
                .contains("one(undo), two(undo), three")
                .contains("two(undo), one(undo), three");
    }

    @Test
    void whatTheChangedDefinitionCannotUndoStandsAsStuck() {
        Steps before = oneAndTwo()
                .step("three", step -> {
                    throw new Crash("here");
                })
                .onCrash(RESUME);
        assertThatExceptionOfType(Crash.class).isThrownBy(() -> runner(before).run(SPEC));
        Steps renamed = Steps.named("k")
                .step("first", calls("first"))
                .compensate(calls("undo first"))
                .step("two", calls("two"))
                .compensate(calls("undo two"))
                .onCrash(RESUME);

        recover(runner(renamed));

        assertThat(calls).containsExactly("one", "two", "undo two");
        assertThat(states("op")).containsOnly(OpState.STARTED);
        assertThat(states("op.2.undo")).endsWith(OpState.SUCCEEDED);
        assertThat(states("op.1")).endsWith(OpState.SUCCEEDED);
    }

    @Test
    void whatCannotBeRunIsRefusedBeforeAnythingIsWritten() {
        StepRunner runner = runner(oneAndTwo().onCrash(RESUME));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> runner.run(OperationSpec.of("other")))
                .withMessageContaining("other")
                .withMessageContaining("[k]");
        assertThatExceptionOfType(InvalidEntryException.class)
                .isThrownBy(() -> runner.run(OperationSpec.of("k").opId("x".repeat(191))))
                .withMessageContaining("190");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> runner(oneAndTwo().onCrash(RESUME), oneAndTwo().onCrash(RESUME)))
                .withMessageContaining("named k");
        assertThat(journal.status().counts().values()).allMatch(count -> count == 0);
        assertThat(runner.run(OperationSpec.of("k").opId("x".repeat(190))).state())
                .isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void whatWasBegunElsewhereIsRunOnce() {
        Operation begun = journal.begin(SPEC);
        StepRunner[] itself = new StepRunner[1];
        itself[0] = runner(Steps.named("k")
                .step("one", step -> {
                    calls.add("one");
                    assertThatIllegalStateException().isThrownBy(() -> itself[0].run(begun));
                })
                .onCrash(RESUME));

        assertThat(itself[0].run(begun).opId()).isEqualTo("op");

        assertThat(calls).containsExactly("one");
        assertThat(journal.alreadyApplied("job-1")).isTrue();
    }

    @Test
    void whatWasBegunAndCannotBeRunHasFailed() {
        StepRunner runner = runner(oneAndTwo().onCrash(RESUME));
        Operation other = journal.begin(OperationSpec.of("other").opId("other"));
        String longId = "x".repeat(191);
        Operation tooLong = journal.begin(OperationSpec.of("k").opId(longId));

        assertThatIllegalArgumentException().isThrownBy(() -> runner.run(other));
        assertThatExceptionOfType(InvalidEntryException.class).isThrownBy(() -> runner.run(tooLong));

        assertThat(states("other")).containsExactly(OpState.STARTED, OpState.FAILED);
        assertThat(states(longId)).containsExactly(OpState.STARTED, OpState.FAILED);
        assertThat(calls).isEmpty();
    }

    @Test
    void aDefinitionThatCannotBeIsRefused() {
        StepAction nothing = step -> {};
        Steps.Builder builder = Steps.named("k");
        assertThatIllegalStateException().isThrownBy(builder::idempotent).withMessageContaining("first step of k");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onCrash(RESUME));
        assertThatIllegalArgumentException().isThrownBy(() -> Steps.named(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Steps.named("k".repeat(41)));
        for (String name : List.of("", "a.b", "a b", "x".repeat(51), "cancel")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.step(name, nothing))
                    .withMessageContaining("'" + name + "'");
        }
        builder.step("one", nothing);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.step("one", nothing))
                .withMessageContaining("two steps named one");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retry(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
    }

    @Test
    void aLastStepThatHasHappenedAndThatNothingUndoesEndsARollBack() {
        AtomicBoolean asked = new AtomicBoolean();
        Steps steps = Steps.named("k")
                .step("one", calls("one"))
                .compensate(calls("undo one"))
                .step("two", fails("two", new IOException("no answer")))
                .check(step ->
                        asked.getAndSet(true) ? RecoveryDecision.succeeded() : RecoveryDecision.unknown("not yet"))
                .onCrash(CrashPolicy.ROLL_BACK);
        assertThatExceptionOfType(NotSettledException.class)
                .isThrownBy(() -> runner(steps).run(SPEC));

        recover(runner(steps));

        assertThat(states("op")).endsWith(OpState.SUCCEEDED);
        assertThat(states("op.2")).endsWith(OpState.SUCCEEDED);
        assertThat(calls).containsExactly("one", "two");
    }
}
