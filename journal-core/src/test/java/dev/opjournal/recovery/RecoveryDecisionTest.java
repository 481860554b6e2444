package dev.opjournal.recovery;

import static dev.opjournal.recovery.RecoveryDecision.failed;
import static dev.opjournal.recovery.RecoveryDecision.resume;
import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an operation by what its handler answers. */
class RecoveryDecisionTest extends RecoveryFixture {
    private void endBySomebodyElse(String opId, OpState outcome) {
        JournalEntry entry = latest(opId);
        journal.append(List.of(
                JournalEntry.of(opId, entry.kind(), outcome).error("by hand").build()));
    }

    @Test
    void succeededIsRecordedWithItsResult() {
        String opId = cutOff(START.target("101"));

        recover(ScriptedHandler.answering("vm.start", succeeded("done")));

        awaitFirstPass();
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
        assertThat(latest(opId).result()).contains("\"done\"");
        eventuallyReports(1, 0, 0, 0, 0);
    }

    @Test
    void failedIsRecordedWithItsReasonAndFreesTheKey() {
        String opId = cutOff(START.idempotencyKey("job-1"));

        recover(ScriptedHandler.answering("vm.start", failed("no such machine")));

        awaitFirstPass();
        assertThat(state(opId)).isEqualTo(OpState.FAILED);
        assertThat(latest(opId).error()).contains("no such machine");
        eventuallyReports(0, 1, 0, 0, 0);
        assertThat(journal.begin(START.idempotencyKey("job-1")).opId()).isNotEqualTo(opId);
    }

    @Test
    void theHandlerSeesWhatIsRecordedOfTheOperation() {
        Operation start = journal.begin(START.target("101").param("node", "pve1"));
        start.taskRunning("UPID:1");
        restart();

        recover(RecoveryHandler.forKind(
                "vm.start",
                operation -> failed(operation.opId() + " " + operation.target() + " " + operation.params() + " "
                        + operation.task().orElseThrow())));

        awaitFirstPass();
        assertThat(latest(start.opId()).error()).contains(start.opId() + " 101 {node=pve1} UPID:1");
    }

    @Test
    void stillRunningIsAskedAgainWithoutBoundAndWritesNothing() {
        String opId = cutOff(START);
        RecoveryDecision[] answers = Stream.concat(
                        Stream.generate(RecoveryDecision::stillRunning).limit(20), Stream.of(succeeded()))
                .toArray(RecoveryDecision[]::new);
        var handler = ScriptedHandler.answering("vm.start", answers);

        recover(handler);

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(21);
        assertThat(journal.history(opId))
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.SUCCEEDED);
    }

    @Test
    void stillRunningStartsTheCountOfAttemptsAnew() {
        String opId = cutOff(START);
        var handler = ScriptedHandler.answering(
                "vm.start",
                unknown("1"),
                unknown("2"),
                stillRunning(),
                unknown("1"),
                unknown("2"),
                stillRunning(),
                succeeded());

        recover(handler);

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(7);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    static Stream<Arguments> inabilities() {
        return Stream.of(
                inability("answers unknown", operation -> unknown("no route"), "no route"),
                inability(
                        "throws a checked exception",
                        operation -> {
                            throw new IOException("no route");
                        },
                        "java.io.IOException: no route"),
                inability(
                        "throws an error of its class path",
                        operation -> {
                            throw new NoClassDefFoundError("com/example/Proxmox");
                        },
                        "java.lang.NoClassDefFoundError: com/example/Proxmox"),
                inability(
                        "throws an assertion error",
                        operation -> {
                            throw new AssertionError("impossible");
                        },
                        "java.lang.AssertionError: impossible"),
                inability(
                        "throws what cannot be told",
                        operation -> {
                            throw new Unspeakable();
                        },
                        Unspeakable.class.getName()),
                inability("answers null", operation -> null, "its handler answered null"),
                inability(
                        "throws an interrupt",
                        operation -> {
                            throw new InterruptedException("by nobody");
                        },
                        "java.lang.InterruptedException: by nobody"),
                inability(
                        "releases the operation",
                        operation -> {
                            operation.release("timed out");
                            return succeeded();
                        },
                        "its handler released it: timed out"),
                inability(
                        "resumes with an action that throws",
                        operation -> resume(o -> {
                            throw new LinkageError("half a class");
                        }),
                        "java.lang.LinkageError: half a class"),
                inability(
                        "resumes with an action that releases",
                        operation -> resume(o -> o.release("timed out")),
                        "its handler released it: timed out"));
    }

    private static Arguments inability(String name, RecoveryHandler.Recoverer handler, String reason) {
        return Arguments.argumentSet(name, handler, reason);
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("the message is broken too");
        }
    }

    @ParameterizedTest
    @MethodSource("inabilities")
    void whoCannotTellIsAskedABoundedNumberOfTimes(RecoveryHandler.Recoverer inability, String reason) {
        String opId = cutOff(START.target("101").idempotencyKey("job-1"));
        var handler = new ScriptedHandler("vm.start", inability);

        recover(handler);

        eventuallyReports(0, 0, 0, 1, 0);
        assertThat(handler.asked).containsExactly(opId, opId, opId);
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly(opId);
        assertThatThrownBy(() -> begun(START.target("101").idempotencyKey("job-1")))
                .isInstanceOf(KeyInFlightException.class);
        eventually(() -> assertThat(log.at(Level.WARN))
                .containsExactly("Gave up vm.start " + opId + " on 101 after 3 attempts: " + reason
                        + ". It stays in flight and keeps its key. Mend what keeps its handler from telling, and have"
                        + " recovery ask again or start the application again"));
    }

    @ParameterizedTest
    @MethodSource("inabilities")
    void whoCouldNotTellMayTellTheNextTime(RecoveryHandler.Recoverer inability, String reason) {
        String opId = cutOff(START);
        var handler = new ScriptedHandler("vm.start", inability, inability, operation -> succeeded());

        recover(handler);

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
        assertThat(log.at(Level.INFO))
                .filteredOn(line -> line.startsWith("Cannot tell what became of vm.start " + opId))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).endsWith(": " + reason));
    }

    @Test
    void whatWasGivenUpIsNotAskedAboutAgain() {
        begun(START);
        begun(METRONOME);
        restart();
        var given = ScriptedHandler.answering("vm.start", unknown("no route"));
        var metronome = metronome();
        recover(given, metronome);
        eventuallyReports(0, 0, 1, 1, 0);

        awaitBeats(metronome);

        assertThat(given.asked).hasSize(3);
    }

    @Test
    void aReleaseByTheHandlerItselfDoesNotReviveWhatIsGivenUp() {
        begun(START);
        begun(METRONOME);
        restart();
        var given = new ScriptedHandler("vm.start", operation -> {
            operation.release("timed out");
            return unknown("timed out");
        });
        var metronome = metronome();
        recover(given, metronome);
        eventuallyReports(0, 0, 1, 1, 0);

        awaitBeats(metronome);

        assertThat(given.asked).hasSize(3);
        assertThat(recovery.report().givenUp()).isEqualTo(1);
    }

    @Test
    void resumeRunsItsActionAndAsksAgainAboutTheTask() {
        String opId = cutOff(START);
        var handler = new ScriptedHandler(
                "vm.start",
                operation -> operation.task().isPresent()
                        ? succeeded(operation.task().get())
                        : resume(o -> o.taskRunning("UPID:2")));

        recover(handler);

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(2);
        assertThat(journal.history(opId))
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertThat(latest(opId).result()).contains("\"UPID:2\"");
    }

    @Test
    void resumeThatLeavesTheOperationInFlightDoesNotCountTowardsGivingUp() {
        cutOff(START);
        var calls = new AtomicInteger();
        recover(ScriptedHandler.answering("vm.start", resume(operation -> calls.incrementAndGet())));

        eventually(() -> assertThat(calls).hasValueGreaterThan(10));

        assertThat(recovery.report().givenUp()).isZero();
        assertThat(recovery.report().stillRunning()).isEqualTo(1);
    }

    @Test
    void anOutcomeThatTheActionOfAResumeRecordsCounts() {
        String good = begun(START);
        String bad = begun(STOP);
        restart();

        recover(
                ScriptedHandler.answering("vm.start", resume(Operation::succeeded)),
                ScriptedHandler.answering("vm.stop", resume(operation -> operation.failed("locked"))));

        awaitFirstPass();
        eventuallyReports(1, 1, 0, 0, 0);
        assertThat(state(good)).isEqualTo(OpState.SUCCEEDED);
        assertThat(latest(bad).error()).contains("locked");
    }

    @Test
    void anOutcomeRecordedThroughTheHandleStandsAgainstTheDecision() {
        String opId = cutOff(START);
        var handler = new ScriptedHandler("vm.start", operation -> {
            operation.failed("rolled back");
            return succeeded("not so");
        });

        recover(handler);

        awaitFirstPass();
        eventuallyReports(0, 1, 0, 0, 0);
        assertThat(latest(opId).error()).contains("rolled back");
        assertThat(handler.asked).hasSize(1);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void anOutcomeRecordedThroughTheHandleKeepsAResumeFromRunning() {
        String opId = cutOff(START);
        var ran = new AtomicInteger();

        recover(new ScriptedHandler("vm.start", operation -> {
            operation.succeeded();
            return resume(o -> ran.incrementAndGet());
        }));

        awaitFirstPass();
        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
        assertThat(ran).hasValue(0);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void aReleaseThroughTheHandleKeepsAResumeFromRunning() {
        String opId = cutOff(START);
        var ran = new AtomicInteger();
        var handler = new ScriptedHandler(
                "vm.start",
                operation -> {
                    operation.release("timed out");
                    return resume(o -> ran.incrementAndGet());
                },
                operation -> succeeded());

        recover(handler);

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(ran).hasValue(0);
        assertThat(state(opId)).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void anOutcomeStandsWhateverTheHandlerThrowsAfterIt() {
        String opId = cutOff(START);
        var handler = new ScriptedHandler("vm.start", operation -> {
            operation.succeeded();
            throw new IllegalStateException("after the fact");
        });

        recover(handler);

        awaitFirstPass();
        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(1);
        assertThat(log.at(Level.WARN))
                .containsExactly("What the handler of vm.start " + opId
                        + " recorded stands, though it threw: java.lang.IllegalStateException: after the fact");
    }

    static Stream<Arguments> decisionsThatComeTooLate() {
        return Stream.of(
                Arguments.argumentSet("succeeded", succeeded("late")),
                Arguments.argumentSet("failed", failed("late")),
                Arguments.argumentSet("still running", stillRunning()),
                Arguments.argumentSet("unknown", unknown("late")));
    }

    @ParameterizedTest
    @MethodSource("decisionsThatComeTooLate")
    void whatSomebodyElseRecordedMeanwhileStands(RecoveryDecision tooLate) {
        String opId = cutOff(START);
        var handler = new ScriptedHandler("vm.start", operation -> {
            endBySomebodyElse(operation.opId(), OpState.FAILED);
            return tooLate;
        });

        recover(handler);

        awaitFirstPass();
        eventuallyReports(0, 0, 0, 0, 0);
        assertThat(latest(opId).error()).contains("by hand");
        assertThat(handler.asked).hasSize(1);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void aResumeDoesNotGoOutForAnOperationThatSomebodyElseEndedMeanwhile() {
        String opId = cutOff(START);
        var ran = new AtomicInteger();

        recover(new ScriptedHandler("vm.start", operation -> {
            endBySomebodyElse(operation.opId(), OpState.FAILED);
            return resume(o -> ran.incrementAndGet());
        }));

        awaitFirstPass();
        eventuallyReports(0, 0, 0, 0, 0);
        assertThat(ran).hasValue(0);
        assertThat(latest(opId).error()).contains("by hand");
    }

    @Test
    void aHandlerThatIsRefusedSinceSomebodyElseWasFirstIsNotAskedAgain() {
        String opId = cutOff(START);
        var handler = new ScriptedHandler("vm.start", operation -> {
            endBySomebodyElse(operation.opId(), OpState.FAILED);
            assertThatThrownBy(operation::succeeded).isInstanceOf(IllegalTransitionException.class);
            operation.succeeded();
            return succeeded();
        });

        recover(handler);

        awaitFirstPass();
        eventuallyReports(0, 0, 0, 0, 0);
        assertThat(state(opId)).isEqualTo(OpState.FAILED);
        assertThat(handler.asked).hasSize(1);
    }

    @Test
    void whatSomebodyElseEndsDropsOutOfTheReport() {
        String waiting = begun(START.target("101"));
        String behind = begun(START.target("101"));
        String givenUp = begun(STOP);
        String orphan = begun(BACKUP);
        restart();
        recover(
                ScriptedHandler.answering("vm.start", stillRunning()),
                ScriptedHandler.answering("vm.stop", unknown("no route")));
        eventuallyReports(0, 0, 2, 1, 1);

        List.of(behind, waiting, givenUp, orphan).forEach(opId -> endBySomebodyElse(opId, OpState.FAILED));

        eventuallyReports(0, 0, 0, 0, 0);
    }

    @Test
    void aFullDiskPutsTheDecisionOffWithoutCountingIt() {
        String opId = cutOff(START);
        var faulty = new FaultyJournal(journal);
        for (int i = 0; i < 2 * FAST.maxAttempts(); i++) {
            faulty.failNext(
                    "succeeded", new JournalFullException(journal.status().path(), 4096, 0, null));
        }
        var handler = ScriptedHandler.answering("vm.start", succeeded("done"));
        recovery = new Recovery(faulty.journal(), List.of(handler), FAST);

        recovery.start();

        eventuallyReports(1, 0, 0, 0, 0);
        assertThat(handler.asked).hasSize(2 * FAST.maxAttempts() + 1);
        assertThat(latest(opId).result()).contains("\"done\"");
    }
}
