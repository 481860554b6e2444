package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.JournalEntry;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Begin, run, record the outcome; and what a second caller with the key gets. */
class ExecuteTest extends ExecuteFixture {
    private void assertReleased(String reason) {
        assertThat(latest().state()).isEqualTo(OpState.STARTED);
        assertThat(latest().isRelease()).isTrue();
        assertThat(latest().error()).contains(reason);
        assertThat(journal.interrupted()).containsExactly(latest());
        assertThatExceptionOfType(KeyInFlightException.class)
                .isThrownBy(() -> journal.execute(KEYED.opId("again"), op -> "never"));
    }

    private Throwable thrownBy(OperationSpec spec, Throwable failure) {
        return catchThrowable(() -> journal.execute(spec, throwing(failure)));
    }

    @Test
    void aBodyThatReturnsHasSucceededAndItsResultIsRecorded() {
        Object answer = journal.execute(KEYED, op -> {
            assertThat(journal.history("op"))
                    .as("durable before the call goes out")
                    .hasSize(1);
            assertThat(journal.interrupted()).isEmpty();
            op.taskRunning("UPID:1");
            return Map.of("took", 3);
        });

        assertThat(answer).isEqualTo(Map.of("took", 3));
        assertThat(journal.history("op"))
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertThat(latest().task()).contains("UPID:1");
        assertThat(latest().result()).contains("{\"took\":3}");
        assertThat(journal.alreadyApplied("key")).isTrue();
    }

    @Test
    void withoutAKeyEachCallRuns() {
        AtomicInteger runs = new AtomicInteger();
        OperationSpec spec = OperationSpec.of("vm.start").target("101");

        for (int i = 1; i <= 3; i++) {
            int answer = journal.execute(spec, op -> runs.incrementAndGet());
            assertThat(answer).isEqualTo(i);
        }
        assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 3L);
    }

    static Stream<Named<Consumer<Operation>>> ownOutcomes() {
        return Stream.of(
                Named.of("succeeded", operation -> operation.succeeded("its own")),
                Named.of("failed", operation -> operation.failed("its own")),
                Named.of("released", operation -> operation.release("its own")));
    }

    @ParameterizedTest
    @MethodSource("ownOutcomes")
    void whatTheBodyRecordsItselfStandsWhenItReturns(Consumer<Operation> outcome) {
        String answer = journal.execute(KEYED, op -> {
            outcome.accept(op);
            return "answer";
        });

        assertThat(answer).isEqualTo("answer");
        assertThat(journal.history("op")).hasSize(2);
        assertThat(latest().result().or(latest()::error).orElseThrow()).contains("its own");
    }

    @ParameterizedTest
    @MethodSource("ownOutcomes")
    void whatTheBodyRecordsItselfStandsWhenItThrows(Consumer<Operation> outcome) {
        IOException failure = new IOException("afterwards");

        assertThat(catchThrowable(() -> journal.execute(KEYED.failOn(IOException.class), op -> {
                    outcome.accept(op);
                    throw failure;
                })))
                .isSameAs(failure);

        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(journal.history("op")).hasSize(2);
        assertThat(latest().result().or(latest()::error).orElseThrow()).contains("its own");
    }

    @Test
    void whatIsReleasedByTheBodyAndSettledMeanwhileStands() {
        journal.execute(KEYED, op -> {
            op.release("no answer");
            assertThat(journal.takeOver("op", taken -> taken.failed("it did not happen")))
                    .isTrue();
            return "answer";
        });

        assertFailed("it did not happen");
    }

    @Test
    void aFailureThatTheSpecNamesIsDefiniteAndFreesTheKey() {
        OperationSpec spec = KEYED.failOn(IllegalArgumentException.class).failOn(IOException.class);
        FileNotFoundException failure = new FileNotFoundException("no such VM");

        assertThat(thrownBy(spec, failure)).isSameAs(failure);

        assertFailed("no such VM");
        assertThat(journal.alreadyApplied("key")).isFalse();
        assertRuns(spec.opId("again"));
    }

    @Test
    void anOperationFailedExceptionIsDefiniteWhateverTheSpecNames() {
        OperationFailedException failure =
                new OperationFailedException("rejected", new IllegalStateException("cause")) {
                    private static final long serialVersionUID = 1L;
                };

        assertThat(thrownBy(KEYED, failure)).isSameAs(failure);

        assertFailed("rejected");
        assertRuns(KEYED.opId("again"));
    }

    @Test
    void aDefiniteFailureWithoutAMessageIsRecordedByItsName() {
        thrownBy(KEYED.failOn(IOException.class), new IOException());

        assertFailed("java.io.IOException");
    }

    @Test
    void aLongMessageIsCut() {
        thrownBy(KEYED.failOn(IOException.class), new IOException("x".repeat(5_000)));

        assertFailed("x".repeat(4_096) + "…");
    }

    static Stream<Throwable> anything() {
        return Stream.of(
                new IllegalStateException("no answer"),
                new TimeoutException("no answer"),
                new InterruptedException("no answer"),
                new StackOverflowError("no answer"),
                new AssertionError("no answer"),
                new Throwable("no answer"));
    }

    @ParameterizedTest
    @MethodSource("anything")
    void anyOtherFailureReleasesAnOperationWithAKey(Throwable failure) {
        assertThat(thrownBy(KEYED.failOn(IOException.class), failure)).isSameAs(failure);

        assertReleased(failure.toString());
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(journal.takeOver("op", Operation::succeeded)).isTrue();
        assertThat(journal.alreadyApplied("key")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("anything")
    void anyFailureOfAnOperationWithoutAKeyIsItsFailure(Throwable failure) {
        assertThat(thrownBy(START, failure)).isSameAs(failure);

        assertFailed("no answer");
    }

    @Test
    void aReleaseKeepsTheTask() {
        IOException failure = new IOException("no answer");
        assertThat(catchThrowable(() -> journal.execute(KEYED, op -> {
                    op.taskRunning("UPID:1");
                    throw failure;
                })))
                .isSameAs(failure);

        assertThat(latest().state()).isEqualTo(OpState.TASK_RUNNING);
        assertThat(latest().task()).contains("UPID:1");
        assertThat(journal.interrupted()).containsExactly(latest());
    }

    @Test
    void aCheckedExceptionNeedsNoWrapping() {
        OperationBody<String, IOException> body = op -> {
            throw new IOException("no answer");
        };
        try {
            journal.execute(KEYED, body);
        } catch (IOException e) {
            assertThat(e).hasMessage("no answer");
        }
        assertReleased("java.io.IOException: no answer");
    }

    @Test
    void aFailureThatCannotEvenSayWhatItIsLeavesNobodyBehindAsOwner() {
        RuntimeException failure = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        };

        assertThat(thrownBy(KEYED, failure)).isSameAs(failure);
        assertReleased(failure.getClass().getName());
        assertThat(journal.takeOver("op", taken -> taken.failed("settled"))).isTrue();

        assertThat(thrownBy(KEYED.opId("again").failOn(RuntimeException.class), failure))
                .isSameAs(failure);
        assertThat(journal.latest("again").orElseThrow().state()).isEqualTo(OpState.FAILED);
    }
}
