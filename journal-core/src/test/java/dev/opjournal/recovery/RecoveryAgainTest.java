package dev.opjournal.recovery;

import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.OpState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody wants to be asked about now, since he has mended what kept handlers from telling. */
class RecoveryAgainTest extends RecoveryFixture {
    /** Given up at once; a second look comes by itself within a day at the earliest. */
    private static final RecoveryOptions ONE_ATTEMPT =
            new RecoveryOptions(1, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), 4);

    @Test
    void whatWasGivenUpIsAskedAboutAgain() {
        String opId = cutOff(START);
        recover(ONE_ATTEMPT, ScriptedHandler.answering("vm.start", unknown("no route"), succeeded()));
        eventuallyReports(0, 0, 0, 1, 0);
        assertThat(recovery.hasGivenUp(opId)).isTrue();

        recovery.askAgain();

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
        assertThat(recovery.hasGivenUp(opId)).isFalse();
    }

    @Test
    void attemptsAreCountedAnew() {
        cutOff(START);
        var handler = ScriptedHandler.answering("vm.start", unknown("no route"));
        recover(FAST, handler);
        eventuallyReports(0, 0, 0, 1, 0);
        assertThat(handler.asked).hasSize(3);

        recovery.askAgain();

        eventually(() -> assertThat(handler.asked).hasSize(6));
        eventuallyReports(0, 0, 0, 1, 0);
    }

    @Test
    void aPauseEndsNow() {
        String opId = cutOff(START);
        // An hour between rechecks: only the wish can have brought the handler in.
        recover(ONCE, ScriptedHandler.answering("vm.start", stillRunning(), unknown("no route"), succeeded()));
        awaitFirstPass();

        // Again and again, since the pause may not have begun yet.
        eventually(() -> {
            recovery.askAgain();
            assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
        });
    }

    @Test
    void aPauseThatHasNotBegunYetEndsToo() {
        String opId = cutOff(START);
        var hooked = new FaultyJournal(journal);
        // Listeners are told when the answer is taken in, before the pause of an hour behind it begins.
        hooked.beforeNext("tellListeners", () -> recovery.askAgain());
        var handler = ScriptedHandler.answering("vm.start", stillRunning(), succeeded());
        recovery = new Recovery(hooked.journal(), List.of(handler), ONCE);

        recovery.start();

        eventuallyIs(OpState.SUCCEEDED, opId);
        assertThat(handler.asked).containsExactly(opId, opId);
    }

    @Test
    void onOneTargetTheOrderStays() {
        String first = begun(START.target("101"));
        String second = begun(STOP.target("101"));
        restart();
        var stop = ScriptedHandler.answering("vm.stop", succeeded());
        recover(ONE_ATTEMPT, ScriptedHandler.answering("vm.start", unknown("no route"), succeeded()), stop);
        eventuallyIs(OpState.SUCCEEDED, second);

        recovery.askAgain();

        eventuallyIs(OpState.SUCCEEDED, first);
        assertThat(stop.asked).containsExactly(second);
    }

    @Test
    void whatHasNoHandlerStaysAsItIsAndIsTold() {
        String backup = cutOff(BACKUP);
        recover(ONE_ATTEMPT);
        awaitFirstPass();

        recovery.askAgain();

        assertThat(recovery.report()).isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 0, 0, 0, 0, 1));
        assertThat(recovery.lacksHandler(backup)).isTrue();
        assertThat(recovery.hasGivenUp(backup)).isFalse();
        assertThat(recovery.lacksHandler("unknown")).isFalse();
    }

    @Test
    void nothingIsAskedBeforeTheStartOrAfterTheEnd() {
        String opId = cutOff(START);
        var handler = ScriptedHandler.answering("vm.start", unknown("no route"));
        recovery = new Recovery(journal, List.of(handler), ONE_ATTEMPT);

        recovery.askAgain();

        assertThat(recovery.report().state()).isEqualTo(RecoveryReport.State.PENDING);
        recovery.start();
        eventuallyReports(0, 0, 0, 1, 0);
        recovery.close();
        recovery.askAgain();
        assertThat(handler.asked).containsExactly(opId);
        assertThat(recovery.hasGivenUp(opId)).isTrue();
    }
}
