package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.ResultUnavailableException;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations whose body answers before the work is done, and results of types that no class can name. */
class ExecuteAsyncTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").opId("op").target("101");
    private static final OperationSpec KEYED = START.idempotencyKey("key");

    @TempDir
    Path directory;

    private final CompletableFuture<String> work = new CompletableFuture<>();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = FileJournal.open(directory.resolve("ops.journal"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private CompletableFuture<String> start(OperationSpec spec) {
        return journal.executeAsync(spec, String.class, operation -> work);
    }

    private CompletableFuture<String> startAgain() {
        return journal.executeAsync(KEYED.opId("again"), String.class, operation -> {
            throw new AssertionError("it runs again");
        });
    }

    private JournalEntry latest() {
        return journal.latest("op").orElseThrow();
    }

    private void assertReleased(String reason) {
        assertThat(latest().state()).isEqualTo(OpState.STARTED);
        assertThat(latest().error()).contains(reason);
        assertThat(journal.interrupted()).containsExactly(latest());
    }

    @Test
    void theOperationIsInFlightUntilTheStageCompletes() {
        CompletableFuture<String> answer = start(KEYED);

        assertThat(answer).isNotDone();
        assertThat(latest().state()).isEqualTo(OpState.STARTED);
        assertThat(journal.interrupted()).as("it is owned").isEmpty();
        assertThatExceptionOfType(KeyInFlightException.class).isThrownBy(this::startAgain);

        work.complete("done");

        assertThat(answer).isCompletedWithValue("done");
        assertThat(latest().state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(latest().result()).contains("\"done\"");
    }

    @Test
    void whoHearsOfTheOutcomeFindsItInTheJournal() {
        CompletableFuture<OpState> seen = start(KEYED).thenApply(answer -> latest().state());

        work.complete("done");

        assertThat(seen).isCompletedWithValue(OpState.SUCCEEDED);
    }

    @Test
    void aReplayIsComplete() {
        start(KEYED);
        work.complete("done");

        assertThat(startAgain()).isCompletedWithValue("done");
        assertThat(journal.latest("again")).isEmpty();
    }

    @Test
    void aStageThatFailsReleasesAnOperationWithAKey() {
        IOException failure = new IOException("no answer");
        CompletableFuture<String> answer = start(KEYED);
        work.completeExceptionally(failure);

        assertThatThrownBy(answer::get).hasCause(failure);
        assertReleased("java.io.IOException: no answer");
    }

    @Test
    void aStageThatFailsWithoutAKeyIsTheFailureOfItsOperation() {
        CompletableFuture<String> answer = start(START);
        work.completeExceptionally(new IOException("no answer"));

        assertThat(answer).isCompletedExceptionally();
        assertThat(latest().state()).isEqualTo(OpState.FAILED);
        assertThat(latest().error()).contains("no answer");
    }

    @Test
    void aDefiniteFailureIsKnownAlsoWhereAStageHasWrappedIt() {
        CompletableFuture<String> answer = journal.executeAsync(
                KEYED.failOn(IOException.class), String.class, operation -> work.thenApply(value -> value));
        work.completeExceptionally(new IOException("rejected"));

        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("rejected");
        assertThat(latest().state()).isEqualTo(OpState.FAILED);
        assertThat(latest().error()).contains("rejected");
    }

    @Test
    void aBodyThatThrowsHasFailedAtOnce() {
        IOException failure = new IOException("no answer");

        assertThat(catchThrowable(() -> journal.executeAsync(KEYED, String.class, operation -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertReleased("java.io.IOException: no answer");
    }

    @Test
    void aBodyThatAnswersNoStageIsRefusedAndItsOperationReleased() {
        assertThat(catchThrowable(
                        () -> journal.<String, RuntimeException>executeAsync(KEYED, String.class, operation -> null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("no stage");
        assertThat(latest().isRelease()).isTrue();
    }

    @Test
    void whatTheBodyRecordsItselfStands() {
        CompletableFuture<String> answer = journal.executeAsync(KEYED, String.class, (Operation operation) -> {
            operation.release("ask the outside world");
            return work;
        });
        work.complete("done");

        assertThat(answer).isCompletedWithValue("done");
        assertReleased("ask the outside world");
    }

    @Test
    void cancellingTheAnswerStopsNothing() {
        CompletableFuture<String> answer = start(KEYED);
        answer.cancel(true);

        assertThat(work).isNotDone();
        assertThat(latest().isInFlight()).isTrue();
        work.complete("done");
        assertThat(latest().state()).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void anOutcomeThatCannotBeRecordedIsNoSuccess() {
        CompletableFuture<String> answer = start(KEYED);
        journal.close();
        work.complete("done");

        assertThatThrownBy(answer::join).hasCauseInstanceOf(JournalClosedException.class);
    }

    @Test
    void aFailureThatAlsoKeepsItselfFromBeingRecordedIsStillTheAnswer() {
        journal.close();
        SettableClock clock = new SettableClock();
        journal = FileJournal.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withClock(clock));
        // When memory has run out the virtual machine throws one and the same error everywhere.
        Error noMemory = new OutOfMemoryError("Java heap space");
        CompletableFuture<String> answer = start(KEYED);
        clock.failWith(noMemory);

        work.completeExceptionally(noMemory);

        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::get).cause().isSameAs(noMemory);
        assertThat(noMemory).hasNoSuppressedExceptions();
        assertThat(journal.interrupted()).containsExactly(latest());
    }

    record Disk(String name, int size) {}

    @Test
    void aGenericResultIsReplayedAsItsType() {
        List<Disk> disks = List.of(new Disk("scsi0", 8), new Disk("scsi1", 16));
        Type listOfDisks = listOf(Disk.class);
        assertThat(journal.<List<Disk>, RuntimeException>execute(KEYED, listOfDisks, operation -> disks))
                .isSameAs(disks);

        assertThat(journal.<List<Disk>, RuntimeException>execute(KEYED, listOfDisks, operation -> List.of()))
                .isEqualTo(disks);
        CompletionStage<List<Disk>> stage =
                journal.executeAsync(KEYED, listOfDisks, operation -> CompletableFuture.completedFuture(List.of()));
        assertThat(stage).isCompletedWithValue(disks);
    }

    @Test
    void aMissingResultIsNotReplayedAsAPrimitive() {
        journal.execute(KEYED, Integer.class, operation -> null);

        assertThat(journal.execute(KEYED, Integer.class, operation -> 1)).isNull();
        assertThatExceptionOfType(ResultUnavailableException.class)
                .isThrownBy(() -> journal.execute(KEYED, int.class, operation -> 1))
                .withMessageContaining("int has no null");
    }

    private static ParameterizedType listOf(Class<?> element) {
        return new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return new Type[] {element};
            }

            @Override
            public Type getRawType() {
                return List.class;
            }

            @Override
            public Type getOwnerType() {
                return null;
            }
        };
    }
}
