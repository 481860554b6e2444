package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of operations in a file, over restarts. */
class FileJournalTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").target("101").param("node", "pve1");

    @TempDir
    Path directory;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() {
        journal.close();
        open();
    }

    @Test
    void anOperationLivesFromBeginToItsOutcome() {
        Operation start = journal.begin(START);
        start.taskRunning("UPID:pve1:1");
        start.succeeded(Map.of("took", 3));

        List<JournalEntry> history = journal.history(start.opId());
        assertThat(history)
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertThat(history).extracting(JournalEntry::recordNumber).containsExactly(1L, 2L, 3L);
        assertThat(history).allSatisfy(entry -> {
            assertThat(entry.kind()).isEqualTo("vm.start");
            assertThat(entry.target()).isEqualTo("101");
            assertThat(entry.params()).isEqualTo(Map.of("node", "pve1"));
        });
        assertThat(history.get(2).task()).contains("UPID:pve1:1");
        assertThat(history.get(2).result()).contains("{\"took\":3}");
        assertThat(journal.latest(start.opId())).contains(history.get(2));
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void whatWasInFlightIsInterruptedAfterARestart() {
        Operation first = journal.begin(START);
        Operation second = journal.begin(START.target("102"));
        second.taskRunning("UPID:pve1:2");
        journal.begin(START.target("103")).failed("no such VM");
        assertThat(journal.interrupted()).isEmpty();
        List<JournalEntry> before = journal.inFlight();

        reopen();

        assertThat(before).containsExactly(first.entry(), second.entry());
        for (List<JournalEntry> after : List.of(journal.inFlight(), journal.interrupted())) {
            assertThat(after)
                    .map(Journals::lasting)
                    .isEqualTo(before.stream().map(Journals::lasting).toList());
        }
        assertThat(journal.status().counts())
                .isEqualTo(Map.of(
                        OpState.STARTED, 1L, OpState.TASK_RUNNING, 1L, OpState.SUCCEEDED, 0L, OpState.FAILED, 1L));
    }

    @Test
    void theStatusTellsSinceWhenAnOperationIsInFlight() {
        Operation start = journal.begin(START);
        JournalEntry begun = start.entry();
        start.taskRunning("UPID:pve1:1");

        for (int round = 0; round < 2; round++) {
            assertThat(journal.status().inFlight()).singleElement().satisfies(inFlight -> {
                assertThat(inFlight.begunAt()).isEqualTo(begun.at());
                assertThat(Journals.lasting(inFlight.newest())).isEqualTo(Journals.lasting(start.entry()));
            });
            reopen();
        }
    }

    @Test
    void anAppliedKeyIsReplayedAlsoAfterARestart() {
        OperationSpec keyed = START.idempotencyKey("job-1");
        Operation start = journal.begin(keyed);
        start.succeeded("done");

        for (int round = 0; round < 2; round++) {
            assertThat(journal.alreadyApplied("job-1")).isTrue();
            var applied = catchThrowableOfType(AlreadyAppliedException.class, () -> journal.begin(keyed));
            assertThat(applied.entry()).isEqualTo(journal.latest(start.opId()).orElseThrow());
            assertThat(applied.entry().result()).contains("\"done\"");
            assertThatExceptionOfType(KeyConflictException.class)
                    .isThrownBy(() -> journal.begin(keyed.param("node", "pve2")))
                    .withMessageContaining("params")
                    .withMessageNotContaining("pve2");
            reopen();
        }
    }

    @Test
    void aKeyInFlightIsRefused() {
        OperationSpec keyed = START.idempotencyKey("job-1");
        Operation start = journal.begin(keyed);

        for (int round = 0; round < 2; round++) {
            var taken = catchThrowableOfType(KeyInFlightException.class, () -> journal.begin(keyed));
            assertThat(taken.opId()).isEqualTo(start.opId());
            assertThatExceptionOfType(KeyConflictException.class).isThrownBy(() -> journal.begin(keyed.target("102")));
            assertThat(journal.alreadyApplied("job-1")).isFalse();
            reopen();
        }
    }

    @Test
    void aFailedOperationFreesItsKeyForAnyRequest() {
        journal.begin(START.idempotencyKey("job-1")).failed("no such VM");
        reopen();

        journal.begin(START.target("102").idempotencyKey("job-1")).succeeded();

        assertThat(journal.alreadyApplied("job-1")).isTrue();
    }

    @Test
    void withoutAKeyNothingIsHeldBack() {
        journal.begin(START).succeeded();
        journal.begin(START).succeeded();

        assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 2L);
    }

    @Test
    void anEndedOperationTakesNothingMore() {
        Operation start = journal.begin(START);
        start.succeeded();

        for (Runnable late : List.<Runnable>of(
                start::succeeded,
                () -> start.failed("late"),
                () -> start.taskRunning("late"),
                () -> start.release("late"))) {
            assertThatExceptionOfType(IllegalTransitionException.class).isThrownBy(late::run);
        }
        assertThat(journal.history(start.opId())).hasSize(2);
    }

    @Test
    void aReleasedOperationIsInterruptedAndKeepsItsKey() {
        Operation start = journal.begin(START.idempotencyKey("job-1"));
        start.release("the answer did not come");

        assertThat(journal.interrupted()).containsExactly(start.entry());
        assertThat(start.entry().state()).isEqualTo(OpState.STARTED);
        assertThat(start.entry().error()).contains("the answer did not come");
        assertThatExceptionOfType(KeyInFlightException.class)
                .isThrownBy(() -> journal.begin(START.idempotencyKey("job-1")));
        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(start::succeeded)
                .withMessageContaining("no longer owned");
    }

    @Test
    void anInterruptedOperationIsTakenOverByOneAtATime() {
        Operation start = journal.begin(START);
        assertThat(journal.takeOver(start.opId(), taken -> {})).as("owned").isFalse();
        reopen();

        List<Boolean> inner = new ArrayList<>();
        assertThat(journal.takeOver(start.opId(), taken -> {
                    inner.add(journal.takeOver(start.opId(), again -> {}));
                    assertThat(journal.interrupted()).isEmpty();
                    taken.taskRunning("UPID:pve1:7");
                }))
                .isTrue();
        assertThat(inner).containsExactly(false);
        assertThat(journal.interrupted())
                .extracting(JournalEntry::task)
                .containsExactly(java.util.Optional.of("UPID:pve1:7"));

        List<Operation> spent = new ArrayList<>();
        journal.takeOver(start.opId(), spent::add);
        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> spent.get(0).succeeded());
        journal.takeOver(start.opId(), Operation::succeeded);
        assertThat(journal.inFlight()).isEmpty();
        assertThat(journal.takeOver(start.opId(), taken -> {})).as("ended").isFalse();
        assertThat(journal.takeOver("nobody", taken -> {})).as("unknown").isFalse();
    }

    @Test
    void whoeverComesAfterTheCloseIsTold() {
        Operation start = journal.begin(START);
        journal.close();
        journal.close();

        for (Runnable late : List.<Runnable>of(
                start::succeeded,
                () -> journal.begin(START).succeeded(),
                () -> journal.latest(start.opId()),
                () -> journal.history(start.opId()),
                journal::inFlight,
                journal::interrupted,
                () -> journal.alreadyApplied("k"),
                () -> journal.takeOver(start.opId(), taken -> {}))) {
            assertThatExceptionOfType(JournalClosedException.class)
                    .isThrownBy(late::run)
                    .withMessageContaining("ops.journal");
        }
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
        assertThat(journal.status().inFlight())
                .containsExactly(new JournalStatus.InFlight(start.entry().at(), start.entry()));
    }
}
