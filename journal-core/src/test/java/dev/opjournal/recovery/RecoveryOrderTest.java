package dev.opjournal.recovery;

import static dev.opjournal.recovery.RecoveryDecision.stillRunning;
import static dev.opjournal.recovery.RecoveryDecision.succeeded;
import static dev.opjournal.recovery.RecoveryDecision.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Which operation has its turn when. */
class RecoveryOrderTest extends RecoveryFixture {
    @Test
    void operationsOnOneTargetGoOneAfterTheOtherInTheOrderOfTheirBeginnings() {
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            begun.add(begun((i % 2 == 0 ? START : STOP).target("101")));
        }
        restart();
        List<String> settled = new ArrayList<>();
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        var inside = new AtomicInteger();
        RecoveryHandler.Recoverer handler = operation -> {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            RecoveryDecision answer = stillRunning();
            if (asked.merge(operation.opId(), 1, Integer::sum) == 3) {
                settled.add(operation.opId());
                answer = succeeded();
            }
            inside.decrementAndGet();
            return answer;
        };

        recover(RecoveryHandler.forKind("vm.start", handler), RecoveryHandler.forKind("vm.stop", handler));

        eventuallyReports(10, 0, 0, 0, 0);
        assertThat(settled).containsExactlyElementsOf(begun);
        assertThat(asked)
                .hasSize(10)
                .allSatisfy((opId, times) -> assertThat(times).isEqualTo(3));
    }

    @Test
    void theNextOnATargetWaitsWhileTheOneBeforeItGoesOn() {
        begun(START.target("101"));
        String second = begun(STOP.target("101"));
        restart();
        var first = ScriptedHandler.answering("vm.start", stillRunning());
        var next = ScriptedHandler.answering("vm.stop", succeeded());

        recover(first, next);

        awaitFirstPass();
        eventually(() -> assertThat(first.asked).hasSizeGreaterThan(10));
        assertThat(next.asked).isEmpty();
        assertThat(state(second)).isEqualTo(OpState.STARTED);
        assertThat(recovery.report().stillRunning()).isEqualTo(2);
    }

    @Test
    void aPartOfAnOperationStandsInNoLineSinceTheWholeDoes() {
        begunAs("part", "vm.start", "whole");
        String next = begun(STOP.target("101"));
        restart();
        var part = ScriptedHandler.answering("vm.start", stillRunning());

        recover(part, ScriptedHandler.answering("vm.stop", succeeded()));

        eventually(() -> assertThat(state(next)).isEqualTo(OpState.SUCCEEDED));
        assertThat(state("part")).isEqualTo(OpState.STARTED);
    }

    private void begunAs(String opId, String kind, String parent) {
        journal.append(List.of(JournalEntry.of(opId, kind, OpState.STARTED)
                .target("101")
                .parent(parent)
                .build()));
    }

    @Test
    void theNextOnATargetHasItsTurnWhenTheOneBeforeItIsGivenUp() {
        String hopeless = begun(START.target("101"));
        String next = begun(STOP.target("101"));
        restart();

        recover(
                ScriptedHandler.answering("vm.start", unknown("no route")),
                ScriptedHandler.answering("vm.stop", succeeded()));

        eventuallyReports(1, 0, 0, 1, 0);
        assertThat(state(next)).isEqualTo(OpState.SUCCEEDED);
        assertThat(state(hopeless)).isEqualTo(OpState.STARTED);
    }

    @Test
    void theNextOnATargetHasItsTurnWhenSomebodyElseEndsTheOneBeforeIt() {
        String first = begun(START.target("101"));
        String next = begun(STOP.target("101"));
        restart();
        recover(
                ScriptedHandler.answering("vm.start", stillRunning()),
                ScriptedHandler.answering("vm.stop", succeeded()));
        awaitFirstPass();

        eventually(
                () -> assertThat(journal.takeOver(first, Operation::succeeded)).isTrue());

        eventuallyIs(OpState.SUCCEEDED, next);
        eventuallyReports(1, 0, 0, 0, 0);
    }

    @Test
    void anOperationWithoutAHandlerStaysInFlightAndHoldsUpNobody() {
        String orphan = begun(BACKUP.target("101"));
        begun(START.target("101"));
        begun(METRONOME);
        restart();
        var metronome = metronome();

        recover(ScriptedHandler.answering("vm.start", succeeded()), metronome);

        awaitFirstPass();
        eventuallyReports(1, 0, 1, 0, 1);
        awaitBeats(metronome);
        assertThat(state(orphan)).isEqualTo(OpState.STARTED);
        assertThat(log.at(Level.WARN))
                .containsExactly("No recovery handler for vm.backup " + orphan
                        + " on 101: it stays in flight. Add a RecoveryHandler for its kind");
    }

    @Test
    void operationsOnDifferentTargetsGoSideBySide() {
        begun(START.target("101"));
        begun(START.target("102"));
        restart();
        var together = new CyclicBarrier(2);

        recover(RecoveryHandler.forKind("vm.start", operation -> {
            together.await(LONG.toSeconds(), TimeUnit.SECONDS);
            return succeeded();
        }));

        eventuallyReports(2, 0, 0, 0, 0);
    }

    @Test
    void operationsWithoutATargetGoSideBySide() {
        for (int i = 0; i < 4; i++) {
            begun(START);
        }
        restart();
        var together = new CyclicBarrier(4);

        recover(RecoveryHandler.forKind("vm.start", operation -> {
            together.await(LONG.toSeconds(), TimeUnit.SECONDS);
            return succeeded();
        }));

        eventuallyReports(4, 0, 0, 0, 0);
    }

    @Test
    void noMoreHandlersRunSideBySideThanAllowed() {
        for (int i = 0; i < 60; i++) {
            begun(START);
        }
        restart();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var three = new CyclicBarrier(3);

        recover(
                new RecoveryOptions(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(5), 3),
                RecoveryHandler.forKind("vm.start", operation -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    three.await(LONG.toSeconds(), TimeUnit.SECONDS);
                    inside.decrementAndGet();
                    return succeeded();
                }));

        eventuallyReports(60, 0, 0, 0, 0);
        assertThat(most).hasValue(3);
    }

    @Test
    void anOperationThatIsRunInThisProcessIsNeverAskedAbout() {
        begun(METRONOME);
        restart();
        Operation owned = journal.begin(START);
        var handler = ScriptedHandler.answering("vm.start", succeeded());
        var metronome = metronome();

        recover(handler, metronome);

        awaitFirstPass();
        awaitBeats(metronome);
        assertThat(handler.asked).isEmpty();
        assertThat(recovery.report().stillRunning()).isEqualTo(1);
        owned.succeeded("its own");
        assertThat(latest(owned.opId()).result()).contains("\"its own\"");
    }

    @Test
    void anOperationReleasedLateGoesBeforeThoseThatWaitAndWereBegunAfterIt() throws Exception {
        OperationSpec spec = START.target("101");
        List<Operation> operations = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            operations.add(journal.begin(spec.opId(name)));
        }
        List<String> asked = new CopyOnWriteArrayList<>();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var hold = new CountDownLatch(1);
        recover(RecoveryHandler.forKind("vm.start", operation -> {
            asked.add(operation.opId());
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            assertThat(hold.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            inside.decrementAndGet();
            return succeeded();
        }));

        int joined = 0;
        for (int each : new int[] {1, 3, 2, 0}) {
            operations.get(each).release("no answer came");
            eventuallyReports(0, 0, ++joined, 0, 0);
        }
        hold.countDown();

        eventuallyReports(4, 0, 0, 0, 0);
        assertThat(asked).containsExactly("b", "a", "c", "d");
        assertThat(most).hasValue(1);
    }

    @Test
    void manyReleasedByManyThreadsAreEachSettledOnceAndNeverTwoOnATarget() throws Exception {
        int threads = 16;
        int each = 25;
        Map<String, AtomicInteger> insideTarget = new ConcurrentHashMap<>();
        Map<String, Integer> settled = new ConcurrentHashMap<>();
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        var broken = new AtomicReference<String>();
        recover(RecoveryHandler.forKind("vm.start", operation -> {
            var inside = insideTarget.computeIfAbsent(operation.target(), created -> new AtomicInteger());
            if (inside.incrementAndGet() > 1) {
                broken.set("two at once on " + operation.target());
            }
            try {
                return switch (asked.merge(operation.opId(), 1, Integer::sum)) {
                    case 1 -> unknown("not yet");
                    case 2 -> stillRunning();
                    default -> {
                        settled.merge(operation.opId(), 1, Integer::sum);
                        yield succeeded();
                    }
                };
            } finally {
                inside.decrementAndGet();
            }
        }));

        List<Thread> runners = new ArrayList<>();
        for (int runner = 0; runner < threads; runner++) {
            int first = runner;
            runners.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    released(START.target("vm-" + (first + i) % 10).idempotencyKey(first + "-" + i));
                }
            }));
        }
        runners.forEach(Thread::start);
        for (Thread runner : runners) {
            runner.join();
        }

        eventuallyReports(threads * each, 0, 0, 0, 0);
        assertThat(settled)
                .hasSize(threads * each)
                .allSatisfy((opId, times) -> assertThat(times).isEqualTo(1));
        assertThat(broken).hasNullValue();
        assertThat(journal.inFlight()).isEmpty();
    }
}
