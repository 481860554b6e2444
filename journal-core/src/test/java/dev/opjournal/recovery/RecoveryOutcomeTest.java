package dev.opjournal.recovery;

import static dev.opjournal.RecoveryOutcome.Type.FAILED;
import static dev.opjournal.RecoveryOutcome.Type.GIVEN_UP;
import static dev.opjournal.RecoveryOutcome.Type.RECOVERED;
import static dev.opjournal.RecoveryOutcome.Type.STILL_RUNNING;
import static dev.opjournal.RecoveryOutcome.Type.WITHOUT_HANDLER;
import static dev.opjournal.recovery.RecoveryDecision.failed;
import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Heard;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalListener;
import dev.opjournal.OpState;
import dev.opjournal.RecoveryOutcome;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Listeners of the journal hear what recovery comes to; recovery itself does without what its listener has missed. */
class RecoveryOutcomeTest extends RecoveryFixture {
    private static RecoveryOutcome outcome(
            String opId, String kind, String target, RecoveryOutcome.Type type, String reason) {
        return new RecoveryOutcome(opId, kind, target, type, reason);
    }

    private Heard listen() {
        Heard heard = new Heard();
        journal.addListener(heard);
        return heard;
    }

    private static void eventuallyHears(Heard heard, RecoveryOutcome... outcomes) {
        eventually(() -> assertThat(heard.events(RecoveryOutcome.class)).containsExactly(outcomes));
    }

    @Test
    void whatIsRecoveredIsToldBehindItsEntry() {
        isToldBehindItsEntry(succeeded(), RECOVERED);
    }

    @Test
    void whatHasFailedIsToldBehindItsEntry() {
        isToldBehindItsEntry(failed("it never began"), FAILED);
    }

    private void isToldBehindItsEntry(RecoveryDecision decision, RecoveryOutcome.Type type) {
        String opId = cutOff(START.target("101"));
        Heard heard = listen();

        recover(ONCE, ScriptedHandler.answering("vm.start", decision));

        RecoveryOutcome expected = outcome(opId, "vm.start", "101", type, null);
        eventuallyHears(heard, expected);
        Instant begunAt = journal.history(opId).get(0).at();
        assertThat(heard.events()).endsWith(latest(opId), new Heard.Ended(latest(opId), begunAt), expected);
    }

    @Test
    void whatStillRunsIsToldEachTime() {
        String opId = cutOff(START);
        Heard heard = listen();

        recover(ScriptedHandler.answering("vm.start", stillRunning(), stillRunning(), succeeded()));

        RecoveryOutcome stillRunning = outcome(opId, "vm.start", "", STILL_RUNNING, null);
        eventuallyHears(heard, stillRunning, stillRunning, outcome(opId, "vm.start", "", RECOVERED, null));
    }

    @Test
    void whatIsGivenUpIsToldWithTheReasonOfEachAttempt() {
        String opId = cutOff(START);
        Heard heard = listen();

        recover(new ScriptedHandler("vm.start", operation -> unknown("no route to host"), operation -> {
            throw new IllegalStateException("broken");
        }));

        eventuallyHears(
                heard,
                outcome(opId, "vm.start", "", STILL_RUNNING, "no route to host"),
                outcome(opId, "vm.start", "", STILL_RUNNING, "java.lang.IllegalStateException: broken"),
                outcome(opId, "vm.start", "", GIVEN_UP, "java.lang.IllegalStateException: broken"));
    }

    @Test
    void whatHasToWaitForRoomStillRuns() {
        String opId = cutOff(START);
        Heard heard = listen();
        FaultyJournal faulty = new FaultyJournal(journal);
        JournalFullException full = new JournalFullException(directory, 100, 10, null);
        faulty.failNext("succeeded", full);

        recovery = new Recovery(faulty.journal(), List.of(ScriptedHandler.answering("vm.start", succeeded())), FAST);
        recovery.start();

        eventuallyHears(
                heard,
                outcome(opId, "vm.start", "", STILL_RUNNING, full.toString()),
                outcome(opId, "vm.start", "", RECOVERED, null));
    }

    @Test
    void whatHasNoHandlerIsToldOnce() {
        String opId = begun(BACKUP.target("7"));
        begun(METRONOME);
        restart();
        Heard heard = listen();
        ScriptedHandler metronome = metronome();

        recover(metronome);
        awaitBeats(metronome);

        assertThat(heard.events(RecoveryOutcome.class))
                .filteredOn(outcome -> outcome.opId().equals(opId))
                .containsExactly(outcome(opId, "vm.backup", "7", WITHOUT_HANDLER, null));
    }

    @Test
    void whatSomebodyElseEndedIsNotAnOutcomeOfRecovery() {
        String ended = begun(START.target("101"));
        String next = begun(START.target("101"));
        restart();
        Heard heard = listen();
        CountDownLatch endedByHand = new CountDownLatch(1);

        recover(new ScriptedHandler("vm.start", operation -> {
            if (operation.opId().equals(ended)) {
                journal.append(List.of(JournalEntry.of(ended, "vm.start", OpState.FAILED)
                        .error("by hand")
                        .build()));
                endedByHand.countDown();
            }
            return succeeded();
        }));

        eventuallyIs(OpState.SUCCEEDED, next);
        assertThat(endedByHand.getCount()).isZero();
        assertThat(state(ended)).isEqualTo(OpState.FAILED);
        eventuallyHears(heard, outcome(next, "vm.start", "101", RECOVERED, null));
    }

    @Test
    void aJournalThatCannotTellItsListenersIsRecoveredAllTheSame() {
        String opId = begun(START.target("101"));
        String next = begun(START.target("101"));
        restart();
        FaultyJournal faulty = new FaultyJournal(journal);
        faulty.failNext("tellListeners", new UnsupportedOperationException("listeners"));

        recovery = new Recovery(faulty.journal(), List.of(ScriptedHandler.answering("vm.start", succeeded())), ONCE);
        recovery.start();

        eventuallyIs(OpState.SUCCEEDED, next);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
        assertThat(faulty.allFaultsWereMet()).isTrue();
    }

    /** The listener of recovery, which is told by the test alone. */
    private JournalListener ofRecovery;

    /** The journal, as it is for a listener that misses all that it is told. */
    private Journal deafening() {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("addListener")) {
                        ofRecovery = (JournalListener) arguments[0];
                        return null;
                    }
                    return method.invoke(journal, arguments);
                });
    }

    @Test
    void aReleaseThatWasMissedIsAskedAboutOnceThatIsKnown() {
        ScriptedHandler handler = ScriptedHandler.answering("vm.start", succeeded());
        recovery = new Recovery(deafening(), List.of(handler), ONCE);
        recovery.start();
        String opId = released(START);
        assertThat(handler.asked).isEmpty();

        ofRecovery.eventsMissed(2);

        eventuallyIs(OpState.SUCCEEDED, opId);
    }

    @Test
    void aMissedReleaseOfWhatWasGivenUpHasItAskedAboutAgain() {
        String opId = cutOff(START);
        ScriptedHandler handler = ScriptedHandler.answering("vm.start", unknown("no route"), unknown("no route"));
        RecoveryOptions twiceSoon =
                new RecoveryOptions(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofHours(1), 4);
        recovery = new Recovery(deafening(), List.of(handler), twiceSoon);
        recovery.start();
        eventuallyReports(0, 0, 0, 1, 0);

        journal.takeOver(opId, taken -> taken.release("tried by hand, no answer either"));
        assertThat(handler.asked).hasSize(2);
        ofRecovery.eventsMissed(1);

        eventually(() -> assertThat(handler.asked).hasSize(4));
        eventuallyReports(0, 0, 0, 1, 0);
    }
}
