package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.ResultUnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Begin, run, record the outcome; and what a second caller with the key gets. */
class ExecuteTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").opId("op").target("101");
    private static final OperationSpec KEYED = START.idempotencyKey("key");

    @TempDir
    Path directory;

    private final HookedDisk disk = new HookedDisk();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() {
        journal.close();
        open();
    }

    private JournalEntry latest() {
        return journal.latest("op").orElseThrow();
    }

    private void assertFailed(String reason) {
        assertThat(latest().state()).isEqualTo(OpState.FAILED);
        assertThat(latest().error()).contains(reason);
        assertThat(journal.inFlight()).isEmpty();
    }

    private void assertReleased(String reason) {
        assertThat(latest().state()).isEqualTo(OpState.STARTED);
        assertThat(latest().isRelease()).isTrue();
        assertThat(latest().error()).contains(reason);
        assertThat(journal.interrupted()).containsExactly(latest());
        assertThatExceptionOfType(KeyInFlightException.class)
                .isThrownBy(() -> journal.execute(KEYED.opId("again"), op -> "never"));
    }

    /** A body that throws the given thing, whatever it is. */
    private static <X extends Throwable> OperationBody<String, RuntimeException> throwing(X failure) {
        return operation -> ExecuteTest.<String, RuntimeException>raise(failure);
    }

    @SuppressWarnings("unchecked")
    private static <T, X extends Throwable> T raise(Throwable failure) throws X {
        throw (X) failure;
    }

    private void assertRuns(OperationSpec spec) {
        AtomicInteger runs = new AtomicInteger();
        String answer = journal.execute(spec, op -> {
            runs.incrementAndGet();
            return "done";
        });
        assertThat(answer).isEqualTo("done");
        assertThat(runs).hasValue(1);
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

    @Test
    void aKeyInFlightIsRefusedAndTheBodyDoesNotRun() {
        String answer = journal.execute(KEYED, op -> {
            var taken = catchThrowableOfType(
                    KeyInFlightException.class, () -> journal.execute(KEYED.opId("second"), second -> "never"));
            assertThat(taken.opId()).isEqualTo("op");
            return "first";
        });

        assertThat(answer).isEqualTo("first");
        assertThat(journal.latest("second")).isEmpty();
    }

    @Test
    void anAppliedKeyOfAnotherRequestIsAConflictAndNoReplay() {
        journal.execute(KEYED, op -> "first");

        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> journal.execute(KEYED.opId("b").target("102"), op -> "never"));
        assertThatExceptionOfType(KeyConflictException.class)
                .isThrownBy(() -> journal.execute(KEYED.opId("b").target("102"), String.class, op -> "never"));
    }

    @Test
    void anIdThatWasUsedIsRefusedAndTheBodyDoesNotRun() {
        journal.execute(START, op -> "first");

        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> journal.execute(START, op -> "never"));
    }

    private <T> T replayed(Class<T> type) {
        reopen();
        return journal.execute(KEYED.opId("again"), type, op -> raise(new AssertionError("it runs again")));
    }

    private Object replayed() {
        reopen();
        return journal.execute(KEYED.opId("again"), throwing(new AssertionError("it runs again")));
    }

    static Stream<Named<Object>> plainResults() {
        return Stream.of(
                Named.of("text", "done"),
                Named.of("text in many scripts", "\"é\ud83d\ude00\n" + " ".repeat(600)),
                Named.of("true", true),
                Named.of("false", false),
                Named.of("null", null));
    }

    @ParameterizedTest
    @MethodSource("plainResults")
    void textsBooleansAndNullAreReplayedWithoutAType(Object result) {
        assertThat(journal.<Object, RuntimeException>execute(KEYED, op -> result))
                .isEqualTo(result);

        assertThat(replayed()).isEqualTo(result);
        assertThat(journal.latest("again")).isEmpty();
    }

    @Test
    void theReplayOfTheSameSpecIsAReplayToo() {
        assertRuns(KEYED);

        assertThat(journal.<String, RuntimeException>execute(KEYED, throwing(new AssertionError("it runs again"))))
                .as("an id of the caller's choice comes with each retry")
                .isEqualTo("done");
    }

    record Machine(String name, int cores, List<String> disks, Optional<String> node) {}

    @Test
    void aTypedResultIsReplayedFromItsJson() {
        Machine machine = new Machine("web", 4, List.of("scsi0", "scsi1"), Optional.empty());
        assertThat(journal.execute(KEYED, Machine.class, op -> machine)).isSameAs(machine);

        assertThat(replayed(Machine.class)).isEqualTo(machine);
        assertThat((Object) replayed(Map.class)).hasFieldOrPropertyWithValue("cores", 4);
    }

    static Stream<Object> typedResults() {
        return Stream.of("text", true, 42, 1L << 60, 1.5, new Machine("web", 4, List.of(), Optional.of("pve1")));
    }

    @ParameterizedTest
    @MethodSource("typedResults")
    void aResultIsReplayedAsItsType(Object result) {
        journal.execute(KEYED, op -> result);

        assertThat((Object) replayed(result.getClass())).isEqualTo(result);
    }

    @Test
    void aTypedNullIsReplayedAsNull() {
        assertThat(journal.<Machine, RuntimeException>execute(KEYED, Machine.class, op -> null))
                .isNull();

        assertThat(replayed(Machine.class)).isNull();
    }

    @Test
    void whoAsksForNothingMissesNothing() {
        journal.begin(KEYED).succeeded("x".repeat(100_000));
        assertThat(latest().resultDropped()).isPresent();

        assertThat(replayed(Void.class)).isNull();
        assertThat((Object) replayed(void.class)).isNull();
    }

    static Stream<Object> untypedResults() {
        return Stream.of(42, 1.5, List.of("a"), Map.of("a", 1), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("untypedResults")
    void withoutATypeAnythingElseIsNotReplayed(Object result) {
        journal.execute(KEYED, op -> result);

        var unavailable = catchThrowableOfType(ResultUnavailableException.class, this::replayed);

        assertThat(unavailable.entry()).isEqualTo(latest());
        assertThat(unavailable.action()).contains("type");
    }

    @Test
    void aResultThatIsNoLongerReadableIsToldAndNotRunAgain() {
        journal.execute(KEYED, op -> "text");

        var unavailable = catchThrowableOfType(ResultUnavailableException.class, () -> replayed(Machine.class));

        assertThat(unavailable.entry()).isEqualTo(latest());
        assertThat(unavailable).hasMessageContaining(Machine.class.getName()).hasCauseInstanceOf(Exception.class);
    }

    static Stream<Named<Object>> unrecordable() {
        Map<String, Object> circle = new LinkedHashMap<>();
        circle.put("itself", circle);
        Object throwing = new Object() {
            @SuppressWarnings("unused") // read as a property
            public String getName() {
                throw new IllegalStateException("no name");
            }
        };
        Object broken = new Object() {
            @SuppressWarnings("unused") // read as a property
            public String getName() {
                throw new NoClassDefFoundError("no name");
            }
        };
        return Stream.of(
                Named.of("too large", "x".repeat(70_000)),
                Named.of("a circle", circle),
                Named.of("throwing", throwing),
                Named.of("throwing an error", broken));
    }

    @ParameterizedTest
    @MethodSource("unrecordable")
    void aResultThatCannotBeRecordedIsDroppedAndTheSuccessStands(Object result) {
        assertThat(journal.<Object, RuntimeException>execute(KEYED, op -> result))
                .isSameAs(result);
        assertThat(latest().state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(latest().result()).isEmpty();
        String why = latest().resultDropped().orElseThrow();

        for (Throwable unavailable :
                Arrays.asList(catchThrowable(this::replayed), catchThrowable(() -> replayed(Object.class)))) {
            assertThat(unavailable)
                    .isInstanceOf(ResultUnavailableException.class)
                    .hasMessageContaining(why);
        }
        assertThat(journal.alreadyApplied("key")).isTrue();
    }

    private void breakTheDisk() {
        disk.beforeEachWrite(write -> {
            throw new IOException("Input/output error");
        });
    }

    @Test
    void whenTheJournalFailsInTheBodyASuccessIsNotAnswered() {
        var failed = catchThrowableOfType(
                JournalFailedException.class,
                () -> journal.execute(KEYED, op -> {
                    breakTheDisk();
                    return "done";
                }));

        assertThat(failed).hasMessageContaining("Input/output error");
        disk.letGo();
        reopen();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
        assertThat(journal.alreadyApplied("key")).isFalse();
    }

    @Test
    void whenTheJournalFailsInABodyThatThrowsTheBodysExceptionIsKept() {
        for (OperationSpec spec : List.of(KEYED, KEYED.failOn(IOException.class), START)) {
            IOException failure = new IOException("no answer");

            assertThat(catchThrowable(() -> journal.execute(spec, op -> {
                        breakTheDisk();
                        throw failure;
                    })))
                    .isSameAs(failure);

            assertThat(failure.getSuppressed()).singleElement().isInstanceOf(JournalFailedException.class);
            disk.letGo();
            reopen();
            assertThat(journal.takeOver("op", taken -> taken.failed("settled"))).isTrue();
            journal.close();
            directory = directory.resolve("next-" + spec.hashCode());
            directory.toFile().mkdir();
            open();
        }
    }

    @Test
    void whenTheJournalIsClosedInTheBodyASuccessIsNotAnswered() {
        assertThatExceptionOfType(JournalClosedException.class)
                .isThrownBy(() -> journal.execute(KEYED, op -> {
                    journal.close();
                    return "done";
                }));

        reopen();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }

    @Test
    void whenTheJournalIsClosedInABodyThatThrowsTheBodysExceptionIsKept() {
        IOException failure = new IOException("no answer");

        assertThat(catchThrowable(() -> journal.execute(KEYED, op -> {
                    journal.close();
                    throw failure;
                })))
                .isSameAs(failure);

        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(JournalClosedException.class);
        reopen();
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }

    @Test
    void whatAnAppendEndedWhileTheBodyRanStands() {
        String answer = journal.execute(KEYED, op -> {
            journal.append(List.of(JournalEntry.of("op", "vm.start", OpState.FAILED)
                    .error("cancelled")
                    .build()));
            return "done";
        });

        assertThat(answer).isEqualTo("done");
        assertFailed("cancelled");
    }

    @Test
    void anOutcomeThatCannotBeRecordedLeavesNobodyBehindAsOwner() {
        journal.close();
        AtomicBoolean stopped = new AtomicBoolean();
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                if (stopped.get()) {
                    throw new IllegalStateException("no time");
                }
                return Instant.EPOCH;
            }
        };
        journal = Journals.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withClock(clock), disk);

        assertThat(catchThrowable(() -> journal.execute(KEYED, op -> {
                    stopped.set(true);
                    return "done";
                })))
                .hasMessage("no time");

        stopped.set(false);
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op");
    }
}
