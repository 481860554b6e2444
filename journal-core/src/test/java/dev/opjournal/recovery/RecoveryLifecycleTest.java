package dev.opjournal.recovery;

import static dev.opjournal.recovery.RecoveryDecision.resume;
import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ch.qos.logback.classic.Level;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.OpState;
import dev.opjournal.ThreadShortage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start, first pass, and the ends: a close, or a journal that is gone. */
@Timeout(60)
class RecoveryLifecycleTest extends RecoveryFixture {
    /** For a wait that must end by itself: if it does not, the timeout of the class ends the test. */
    private static final Duration FOREVER = Duration.ofDays(1);

    private static final RecoveryReport NOTHING_YET = new RecoveryReport(RecoveryReport.State.PENDING, 0, 0, 0, 0, 0);

    /** A handler that waits for good, and how to see that it does. */
    private static final class Hanging {
        final CountDownLatch reached = new CountDownLatch(1);
        final AtomicBoolean interrupted = new AtomicBoolean();
        final ScriptedHandler handler;

        Hanging(RecoveryDecision afterInterrupt) {
            handler = new ScriptedHandler("vm.start", operation -> {
                reached.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
                return afterInterrupt;
            });
        }
    }

    private static Set<Thread> threadsOfRecovery() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("opjournal-recovery"))
                .collect(Collectors.toSet());
    }

    private static void eventuallyTheTimerIsGone() {
        eventually(() ->
                assertThat(threadsOfRecovery()).extracting(Thread::getName).doesNotContain("opjournal-recovery-timer"));
    }

    @Test
    void nothingHappensBeforeTheStart() {
        String opId = cutOff(START);
        var handler = ScriptedHandler.answering("vm.start", succeeded());

        Set<Thread> before = threadsOfRecovery();
        recovery = new Recovery(journal, List.of(handler), FAST);

        assertThat(recovery.report()).isEqualTo(NOTHING_YET);
        assertThat(recovery.awaitFirstPass(Duration.ZERO)).isFalse();
        assertThat(before).containsAll(threadsOfRecovery());
        recovery.start();
        awaitFirstPass();
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void theFirstPassOverAJournalWithoutInterruptedOperationsIsOverAtOnce() {
        recover(ONCE);

        assertThat(recovery.report().state()).isEqualTo(RecoveryReport.State.COMPLETED);
        assertThat(recovery.awaitFirstPass(Duration.ZERO)).isTrue();
    }

    @Test
    void theFirstPassIsOverWhenEachWasAskedAboutOnceOrWaitsBehindAnother() throws Exception {
        begun(START.target("101"));
        begun(STOP.target("101"));
        begun(BACKUP.target("102"));
        restart();
        var answer = new CountDownLatch(1);
        var behind = ScriptedHandler.answering("vm.stop", succeeded());

        recover(
                ONCE,
                new ScriptedHandler("vm.start", operation -> {
                    answer.await();
                    return stillRunning();
                }),
                behind);

        assertThat(recovery.awaitFirstPass(Duration.ZERO)).isFalse();
        eventuallyReports(RecoveryReport.State.RUNNING, 0, 0, 2, 0, 1);
        answer.countDown();
        awaitFirstPass();
        assertThat(recovery.report()).isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 0, 0, 2, 0, 1));
        assertThat(behind.asked).isEmpty();
    }

    @Test
    void theFirstPassAsksAboutTheNextOnATargetWhenTheOneBeforeItIsSettled() {
        for (int i = 0; i < 20; i++) {
            begun(START.target("101"));
        }
        restart();

        recover(ONCE, ScriptedHandler.answering("vm.start", succeeded()));

        awaitFirstPass();
        assertThat(recovery.report().recovered()).isEqualTo(20);
    }

    @Test
    void whatIsReleasedLaterIsNoPartOfTheFirstPass() throws Exception {
        begun(STOP);
        restart();
        var hanging = new Hanging(unknown("interrupted"));
        var answer = new CountDownLatch(1);
        recover(
                ONCE,
                new ScriptedHandler("vm.stop", operation -> {
                    answer.await();
                    return succeeded();
                }),
                hanging.handler);
        released(START);
        hanging.reached.await();

        answer.countDown();

        awaitFirstPass();
        assertThat(recovery.report().stillRunning()).isEqualTo(1);
    }

    @Test
    void startedTwiceItStartsOnce() {
        cutOff(START);
        var handler = ScriptedHandler.answering("vm.start", stillRunning());
        var faulty = new FaultyJournal(journal);
        recovery = new Recovery(faulty.journal(), List.of(handler), ONCE);
        recovery.start();
        faulty.failNext("addListener", new IllegalStateException("a second listener"));

        recovery.start();

        awaitFirstPass();
        released(START);
        eventually(() -> assertThat(handler.asked).hasSize(2));
        assertThat(handler.asked).doesNotHaveDuplicates();
        assertThat(faulty.allFaultsWereMet()).isFalse();
    }

    @Test
    void anInterruptedWaitForTheFirstPassEndsAndKeepsTheFlag() throws Exception {
        cutOff(START);
        var hanging = new Hanging(unknown("interrupted"));
        recover(ONCE, hanging.handler);
        hanging.reached.await();

        Thread.currentThread().interrupt();

        assertThat(recovery.awaitFirstPass(Duration.ofSeconds(Long.MAX_VALUE))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void closeInterruptsHandlersAndLeavesTheirOperationsInFlight() throws Exception {
        String opId = cutOff(START);
        var hanging = new Hanging(unknown("interrupted"));
        recover(
                new RecoveryOptions(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(5), 1),
                hanging.handler);
        hanging.reached.await();

        recovery.close();

        assertThat(hanging.interrupted).isTrue();
        assertThat(recovery.report()).isEqualTo(new RecoveryReport(RecoveryReport.State.RUNNING, 0, 0, 1, 0, 0));
        assertThat(recovery.awaitFirstPass(FOREVER)).isFalse();
        assertThat(state(opId)).isEqualTo(OpState.STARTED);
        assertThat(log.at(Level.WARN)).isEmpty();
        eventually(() -> assertThat(threadsOfRecovery()).isEmpty());
    }

    @Test
    void whatAHandlerKnowsWhenItIsClosedIsStillRecorded() throws Exception {
        String opId = cutOff(START);
        var hanging = new Hanging(succeeded("just in time"));
        recover(FAST, hanging.handler);
        hanging.reached.await();

        recovery.close();

        assertThat(latest(opId).result()).contains("\"just in time\"");
        assertThat(recovery.report().recovered()).isEqualTo(1);
    }

    @Test
    void aResumeThatIsDecidedAfterTheCloseDoesNotGoOut() throws Exception {
        String opId = cutOff(START);
        var ran = new AtomicInteger();
        var hanging = new Hanging(resume(operation -> ran.incrementAndGet()));
        recover(FAST, hanging.handler);
        hanging.reached.await();

        recovery.close();

        assertThat(hanging.interrupted).isTrue();
        assertThat(ran).hasValue(0);
        assertThat(state(opId)).isEqualTo(OpState.STARTED);
    }

    @Test
    void nobodyIsAskedAfterTheClose() {
        for (int i = 0; i < 50; i++) {
            begun(START);
        }
        restart();
        var asked = new AtomicInteger();
        var handler = new ScriptedHandler("vm.start", operation -> {
            asked.incrementAndGet();
            return stillRunning();
        });
        recover(handler);
        awaitFirstPass();

        recovery.close();
        int before = asked.get();
        released(START);
        recovery.start();
        recovery.close();
        var other = new Recovery(journal, List.of(ScriptedHandler.answering("vm.start", succeeded())), FAST);
        try (other) {
            other.start();
            eventually(() -> assertThat(other.report().recovered()).isEqualTo(51));
        }

        assertThat(asked).hasValue(before);
        assertThat(recovery.report().stillRunning()).isEqualTo(50);
    }

    @Test
    void theListenerIsTakenAwayByTheCloseIfTheJournalIsStillThere() {
        var faulty = new FaultyJournal(journal);
        recovery = new Recovery(faulty.journal(), List.of(), ONCE);
        recovery.start();
        faulty.failNext("removeListener", new JournalClosedException(directory));

        assertThatNoException().isThrownBy(recovery::close);

        assertThat(faulty.allFaultsWereMet()).isTrue();
    }

    @Test
    void closedBeforeTheStartItNeverStarts() {
        cutOff(START);
        var handler = ScriptedHandler.answering("vm.start", succeeded());
        Set<Thread> before = threadsOfRecovery();
        recovery = new Recovery(journal, List.of(handler), FAST);

        recovery.close();
        recovery.start();

        assertThat(recovery.report()).isEqualTo(NOTHING_YET);
        assertThat(recovery.awaitFirstPass(FOREVER)).isFalse();
        assertThat(before).containsAll(threadsOfRecovery());
    }

    @Test
    void aHandlerMayCloseRecovery() {
        String opId = cutOff(START);
        var closed = new CompletableFuture<Boolean>();

        recover(RecoveryHandler.forKind("vm.start", operation -> {
            recovery.close();
            closed.complete(Thread.currentThread().isInterrupted());
            return succeeded();
        }));

        eventuallyIs(OpState.SUCCEEDED, opId);
        assertThat(closed).isCompletedWithValue(true);
    }

    @Test
    void aWorkerThatCannotStartIsTriedAgain() {
        String opId = cutOff(START);
        try (var shortage = new ThreadShortage(Crew.class)) {
            shortage.refuse(1);

            recover(ScriptedHandler.answering("vm.start", succeeded()));

            eventuallyIs(OpState.SUCCEEDED, opId);
            assertThat(shortage.refused()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerThatCannotStartBehindAPauseIsTriedAgain() {
        String opId = cutOff(START);
        var started = new CountDownLatch(1);
        try (var shortage = new ThreadShortage(Crew.class)) {
            recover(new ScriptedHandler(
                    "vm.start",
                    operation -> {
                        started.await();
                        return stillRunning();
                    },
                    operation -> succeeded()));

            shortage.refuse(2);
            started.countDown();

            eventuallyIs(OpState.SUCCEEDED, opId);
            assertThat(shortage.refused()).isEqualTo(2);
        }
    }

    @Test
    void aJournalThatWasClosedBeforeTheStartStopsItQuietly() {
        cutOff(START);
        journal.close();

        assertThatNoException().isThrownBy(() -> recover(ScriptedHandler.answering("vm.start", succeeded())));

        assertThat(recovery.awaitFirstPass(FOREVER)).isFalse();
        assertThat(recovery.report()).isEqualTo(NOTHING_YET);
        assertThat(log.at(Level.INFO)).singleElement().asString().startsWith("Recovery stops: ");
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void aJournalThatIsClosedWhileItGoesOnStopsItQuietly() {
        for (int i = 0; i < 10; i++) {
            begun(START);
        }
        restart();
        recover(ScriptedHandler.answering("vm.start", stillRunning()));
        awaitFirstPass();

        journal.close();

        eventuallyTheTimerIsGone();
        assertThat(recovery.report()).isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 0, 0, 10, 0, 0));
        assertThat(log.at(Level.INFO))
                .filteredOn(line -> line.startsWith("Recovery stops: "))
                .hasSize(1);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupted", "inFlight", "takeOver", "latest", "succeeded"})
    void aJournalThatFailsStopsItQuietly(String call) {
        String opId = begun(START);
        restart();
        var failure = new JournalFailedException(journal.status().path(), "input/output error", null);
        var faulty = new FaultyJournal(journal);
        var handler = new ScriptedHandler("vm.start", operation -> {
            // By now the first look is over; whichever comes next meets the failure, and so does all that follows.
            faulty.failFromNowOn(failure);
            return succeeded();
        });
        if (call.equals("succeeded")) {
            recovery = new Recovery(faulty.journal(), List.of(handler), FAST);
        } else {
            faulty.failNext(call, failure);
            recovery = new Recovery(
                    faulty.journal(), List.of(ScriptedHandler.answering("vm.start", stillRunning())), FAST);
        }

        assertThatNoException().isThrownBy(recovery::start);

        assertThat(recovery.awaitFirstPass(FOREVER)).isFalse();
        eventuallyTheTimerIsGone();
        assertThat(recovery.report().givenUp()).isZero();
        assertThat(state(opId)).isEqualTo(OpState.STARTED);
        assertThat(log.at(Level.INFO))
                .filteredOn(line -> line.startsWith("Recovery stops: "))
                .singleElement()
                .asString()
                .contains("input/output error");
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void anActionOfAResumeDoesNotGoOutWhenTheJournalHasFailed() {
        cutOff(START);
        var faulty = new FaultyJournal(journal);
        var ran = new AtomicInteger();
        recovery = new Recovery(
                faulty.journal(),
                List.of(RecoveryHandler.forKind("vm.start", operation -> {
                    faulty.failFromNowOn(new JournalFailedException(directory, "input/output error", null));
                    return resume(o -> ran.incrementAndGet());
                })),
                FAST);

        recovery.start();

        assertThat(recovery.awaitFirstPass(FOREVER)).isFalse();
        eventuallyTheTimerIsGone();
        assertThat(ran).hasValue(0);
    }

    @Test
    void aJournalThatCannotBeReadForAMomentIsReadAgain() {
        String opId = cutOff(START);
        var faulty = new FaultyJournal(journal);
        faulty.failNext("interrupted", new IllegalStateException("a defect"));
        recovery = new Recovery(faulty.journal(), List.of(ScriptedHandler.answering("vm.start", succeeded())), FAST);

        assertThatNoException().isThrownBy(recovery::start);

        eventuallyIs(OpState.SUCCEEDED, opId);
        assertThat(log.at(Level.WARN)).hasSize(1);
    }
}
