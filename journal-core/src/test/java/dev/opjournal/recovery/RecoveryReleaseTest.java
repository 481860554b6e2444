package dev.opjournal.recovery;

import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.JournalEntry;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is given up while the application runs. */
class RecoveryReleaseTest extends RecoveryFixture {
    @Test
    void anOperationWhoseCallGotNoAnswerKeepsItsKeyAndIsAskedAboutNow() {
        var answer = new CountDownLatch(1);
        var handler = new ScriptedHandler("vm.start", operation -> {
            answer.await();
            return succeeded("started after all");
        });
        // An hour between rechecks: only the release itself can have brought the handler in.
        recover(ONCE, handler);
        assertThat(recovery.report().state()).isEqualTo(RecoveryReport.State.COMPLETED);

        assertThatThrownBy(() -> journal.execute(START.idempotencyKey("job-1"), operation -> {
                    throw new IOException("read timed out");
                }))
                .isInstanceOf(IOException.class);

        eventually(() -> assertThat(handler.asked).hasSize(1));
        assertThatThrownBy(() -> begun(START.idempotencyKey("job-1"))).isInstanceOf(KeyInFlightException.class);
        answer.countDown();
        eventuallyReports(1, 0, 0, 0, 0);
        Object replayed = journal.execute(START.idempotencyKey("job-1"), operation -> "a second time");
        assertThat(replayed).isEqualTo("started after all");
    }

    @Test
    void handlersRunInThreadsOfRecoveryAndNeverInTheReleasingOne() {
        var handler = ScriptedHandler.answering("vm.start", succeeded());
        begun(START);
        restart();
        recover(ONCE, handler);

        released(START);

        eventuallyReports(2, 0, 0, 0, 0);
        assertThat(handler.threads).hasSize(2).allSatisfy(thread -> {
            assertThat(thread.getName()).matches("opjournal-recovery-[1-4]");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void everyReleaseIsNoticed() {
        recover(ONCE, ScriptedHandler.answering("vm.start", succeeded()));

        for (int settled = 1; settled <= 20; settled++) {
            released(START);
            eventuallyReports(settled, 0, 0, 0, 0);
        }
    }

    @Test
    void whatWasReleasedBeforeTheStartIsAskedAbout() {
        String opId = released(START);

        recover(ONCE, ScriptedHandler.answering("vm.start", succeeded()));

        awaitFirstPass();
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void aReleaseWithoutAHandleIsAskedAboutToo() {
        recover(ONCE, ScriptedHandler.answering("vm.start", succeeded()));
        String opId = begun(START);

        journal.append(List.of(JournalEntry.of(opId, "vm.start", OpState.STARTED)
                .error("no answer came")
                .build()));

        eventuallyIs(OpState.SUCCEEDED, opId);
    }

    @Test
    void aReleasedOperationWithoutAHandlerIsCounted() {
        recover(ONCE, ScriptedHandler.answering("vm.start", succeeded()));

        released(BACKUP);

        eventuallyReports(0, 0, 0, 0, 1);
    }

    @Test
    void whatSomebodyTookOverAndLeftInFlightIsAskedAboutAfterwards() {
        String opId = cutOff(START);
        var handler = ScriptedHandler.answering("vm.start", succeeded());

        journal.takeOver(opId, taken -> {
            recover(handler);
            awaitFirstPass();
            assertThat(handler.asked).isEmpty();
        });

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void whatSomebodyTakesOverWhileItWaitsIsAskedAboutAfterwards() {
        String opId = begun(START);
        begun(METRONOME);
        restart();
        var handler = new ScriptedHandler(
                "vm.start", operation -> operation.task().isPresent() ? succeeded() : stillRunning());
        var metronome = metronome();
        recover(handler, metronome);
        awaitFirstPass();

        eventually(() -> assertThat(journal.takeOver(opId, taken -> {
                    int before = handler.asked.size();
                    awaitBeats(metronome);
                    assertThat(handler.asked).hasSize(before);
                    taken.taskRunning("UPID:3");
                }))
                .isTrue());

        eventuallyReports(1, 0, 1, 0, 0);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void whatWasGivenUpAndIsReleasedAnewIsAskedAboutAgain() {
        String opId = begun(START.target("101"));
        restart();
        var handler = new ScriptedHandler(
                "vm.start",
                operation -> unknown("1"),
                operation -> unknown("2"),
                operation -> unknown("3"),
                operation -> unknown("4"),
                operation -> unknown("5"),
                operation -> succeeded());
        recover(handler);
        eventuallyReports(0, 0, 0, 1, 0);

        journal.takeOver(opId, taken -> taken.release("tried by hand, no answer either"));

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(6);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void whatARunnerOfThisProcessEndsIsNoneOfItsBusiness() {
        var handler = ScriptedHandler.answering("vm.start", succeeded());
        recover(ONCE, handler);

        Operation operation = journal.begin(START);
        operation.taskRunning("UPID:4");
        operation.failed("locked");
        released(START);

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(1).doesNotContain(operation.opId());
    }
}
