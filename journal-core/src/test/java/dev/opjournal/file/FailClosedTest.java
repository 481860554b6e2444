package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 5: a failed write ends this opening; a full disk is a definite "not written", and passes. */
class FailClosedTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private Path path;
    private Journal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = Journals.open(path, JournalBytes.SMALL_CHUNKS, disk);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() {
        journal.close();
        disk.heal();
        open();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, Integer.MAX_VALUE})
    void afterAFailedWriteNothingIsAcknowledged(int bytesBefore) throws IOException {
        Operation before = journal.begin(START);
        disk.failEntries(bytesBefore);

        assertThatExceptionOfType(JournalFailedException.class)
                .isThrownBy(() -> journal.begin(START.idempotencyKey("job-1")))
                .withMessageContaining(path.toString())
                .withMessageContaining("Input/output error")
                .withRootCauseInstanceOf(IOException.class);
        disk.heal();
        byte[] asItFailed = Files.readAllBytes(path);
        for (Runnable late : List.<Runnable>of(
                before::succeeded,
                () -> journal.begin(START).succeeded(),
                () -> journal.latest(before.opId()),
                () -> journal.history(before.opId()),
                journal::inFlight,
                journal::interrupted,
                () -> journal.alreadyApplied("job-1"),
                () -> journal.takeOver(before.opId(), taken -> {}))) {
            assertThatExceptionOfType(JournalFailedException.class).isThrownBy(late::run);
        }
        JournalStatus status = journal.status();
        assertThat(status.state()).isEqualTo(JournalStatus.State.FAILED);
        assertThat(status.failure()).contains("Input/output error");
        assertThat(status.inFlight())
                .containsExactly(new JournalStatus.InFlight(before.entry().at(), before.entry()));

        journal.close();
        assertThat(path).as("neither trimmed nor closed").hasBinaryContent(asItFailed);
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
        open();
        assertThat(journal.history(before.opId()))
                .map(Journals::lasting)
                .containsExactly(Journals.lasting(before.entry()));
        boolean whole = bytesBefore == Integer.MAX_VALUE;
        assertThat(journal.inFlight()).hasSize(whole ? 2 : 1);
    }

    @Test
    void everyAppendOfAFailedBatchIsTold() throws Exception {
        int threads = 16;
        disk.failEntries(10);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch together = new CountDownLatch(threads);
        List<Future<?>> appends = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            appends.add(pool.submit(() -> {
                together.countDown();
                together.await();
                assertThatExceptionOfType(JournalFailedException.class).isThrownBy(() -> journal.begin(START));
                return null;
            }));
        }
        for (Future<?> append : appends) {
            append.get();
        }
        pool.shutdown();
        assertThat(journal.status().inFlight()).isEmpty();
    }

    @Test
    void aFailureToSetSpaceAsideThatIsNoFullDiskFailsClosed() {
        disk.failSpaces();

        assertThatExceptionOfType(JournalFailedException.class).isThrownBy(this::beginUntilRefused);
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
    }

    private List<Operation> beginUntilRefused() {
        List<Operation> begun = new ArrayList<>();
        return beginUntilRefused(begun);
    }

    private List<Operation> beginUntilRefused(List<Operation> begun) {
        for (int i = 0; i < 10_000; i++) {
            begun.add(journal.begin(START.idempotencyKey("job-" + begun.size())));
        }
        throw new AssertionError("never refused");
    }

    @Test
    void onAFullDiskWhatWasBegunCanEndAndNothingNewBegins() {
        List<Operation> begun = new ArrayList<>();
        disk.fill(100);

        var full = catchThrowableOfType(JournalFullException.class, () -> beginUntilRefused(begun));

        assertThat(full).hasMessageContaining("nothing was written").hasMessageContaining("100 are usable");
        assertThat(full.neededBytes()).isPositive();
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FULL);
        assertThat(journal.inFlight()).hasSameSizeAs(begun);
        assertThat(begun).isNotEmpty();
        for (Operation operation : begun) {
            operation.taskRunning("UPID:pve1:002C8F6D:1B2ECE04:6AA794C6:qmstop:103:root@pam:");
            switch (operation.opId().hashCode() & 3) {
                case 0 -> operation.succeeded();
                case 1 -> operation.succeeded("x".repeat(3000));
                case 2 -> operation.failed("\u0001".repeat(4000));
                default -> operation.release("\u0001".repeat(4000));
            }
        }
        List<JournalEntry> ends = begun.stream().map(Operation::entry).toList();

        reopen();
        ends.forEach(end ->
                assertThat(journal.latest(end.opId()).map(Journals::lasting)).contains(Journals.lasting(end)));
    }

    @Test
    void itGoesOnByItselfWhenThereIsRoom() {
        disk.fill(100);
        catchThrowableOfType(JournalFullException.class, this::beginUntilRefused);
        long appended = journal.status().counts().get(OpState.STARTED);

        disk.heal();

        await().until(() -> journal.status().state() == JournalStatus.State.OPEN);
        journal.begin(START).succeeded();
        assertThat(journal.status().counts()).containsEntry(OpState.STARTED, appended);
    }

    @Test
    void roomThatComesBetweenTheFailureAndTheQuestionAfterItDoesNotEndTheJournal() {
        disk.fill(100);
        catchThrowableOfType(JournalFullException.class, this::beginUntilRefused);

        disk.healWhenAskedForSpace();

        await().until(() -> journal.status().state() != JournalStatus.State.FULL);
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        journal.begin(START).succeeded();
    }

    @Test
    void aRefusedBeginTakesNoKey() {
        disk.fill(100);
        List<Operation> begun = new ArrayList<>();
        catchThrowableOfType(JournalFullException.class, () -> beginUntilRefused(begun));
        String refused = "job-" + begun.size();
        assertThatExceptionOfType(JournalFullException.class)
                .isThrownBy(() -> journal.begin(START.idempotencyKey(refused)));

        disk.heal();
        await().until(() -> journal.status().state() == JournalStatus.State.OPEN);

        journal.begin(START.idempotencyKey(refused)).succeeded();
    }

    @Test
    void aJournalIsNotOpenedWithoutRoomForWhatIsInFlightToEnd() throws IOException {
        Operation start = journal.begin(START);
        journal.close();
        byte[] closed = Files.readAllBytes(path);
        disk.fill(100);

        assertThatExceptionOfType(JournalFullException.class)
                .isThrownBy(() -> Journals.open(path, JournalBytes.SMALL_CHUNKS, disk));
        assertThat(path).hasBinaryContent(closed);

        disk.heal();
        open();
        assertThat(journal.interrupted()).map(Journals::lasting).containsExactly(Journals.lasting(start.entry()));
    }
}
