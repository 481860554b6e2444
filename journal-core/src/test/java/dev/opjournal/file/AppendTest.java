package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Entries as they are: the primitive under all other calls. */
class AppendTest extends AppendFixture {
    @Test
    void anAppendIsBounded() throws IOException {
        JournalEntry[] many =
                IntStream.rangeClosed(0, 1000).mapToObj(i -> started("op-" + i)).toArray(JournalEntry[]::new);

        assertThat(refused(InvalidEntryException.class, many).field()).isEqualTo("entries");

        assertThat(journal.append(List.of(many).subList(0, 1000))).hasSize(1000);
    }

    @Test
    void entriesComeBackWithNumberAndTimeInTheirOrder() {
        List<JournalEntry> written = journal.append(List.of(started("b"), started("a"), succeeded("b")));

        assertThat(written)
                .containsExactly(
                        entry("b", OpState.STARTED).at(NOW).recordNumber(1).build(),
                        entry("a", OpState.STARTED).at(NOW).recordNumber(2).build(),
                        entry("b", OpState.SUCCEEDED).at(NOW).recordNumber(3).build());
        assertThat(journal.history("b")).containsExactly(written.get(0), written.get(2));
        assertThat(journal.inFlight()).containsExactly(written.get(1));
    }

    @Test
    void timeAndNumberAreTheJournals() {
        JournalEntry written = append(
                entry("a", OpState.STARTED).at(Instant.EPOCH).recordNumber(77).build());

        assertThat(written.at()).isEqualTo(NOW);
        assertThat(written.recordNumber()).isEqualTo(1);
    }

    @Test
    void anEmptyListIsNothing() {
        assertThat(journal.append(List.of())).isEmpty();

        journal.close();
        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> journal.append(List.of()));
        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> append(started("a")));
    }

    @Test
    void oneListMayHoldAWholeLife() {
        List<JournalEntry> written = journal.append(List.of(
                started("a"),
                running("a"),
                entry("a", OpState.TASK_RUNNING).task("UPID:2").build(),
                entry("a", OpState.SUCCEEDED).result("{\"took\": 3}").build()));

        assertThat(journal.history("a")).isEqualTo(written);
        assertThat(written.get(3).task()).contains("UPID:2");
        assertThat(written.get(3).result()).contains("{\"took\":3}");
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void whatAnEntryLeavesOutIsWhatItsOperationWasBegunWith() {
        JournalEntry begun = append(entry("a", OpState.STARTED)
                .target("101")
                .params(Map.of("node", "pve1"))
                .idempotencyKey("key")
                .parent("parent")
                .step("first")
                .build());
        JournalEntry released =
                append(entry("a", OpState.STARTED).error("no answer").build());
        JournalEntry running = append(running("a"));
        JournalEntry ended = append(succeeded("a"));

        assertThat(released)
                .isEqualTo(begun.toBuilder().error("no answer").recordNumber(2).build());
        assertThat(running)
                .as("an error belongs to its own entry")
                .isEqualTo(begun.toBuilder()
                        .state(OpState.TASK_RUNNING)
                        .task("UPID:1")
                        .recordNumber(3)
                        .build());
        assertThat(ended)
                .isEqualTo(running.toBuilder()
                        .state(OpState.SUCCEEDED)
                        .recordNumber(4)
                        .build());
        assertThat(journal.alreadyApplied("key")).isTrue();
        assertThat(journal.history("a")).containsExactly(begun, released, running, ended);
    }

    @Test
    void whatAnEntryRepeatsMustAgree() {
        JournalEntry begun = append(entry("a", OpState.STARTED)
                .target("101")
                .params(Map.of("node", "pve1"))
                .idempotencyKey("key")
                .build());

        JournalEntry running = append(
                begun.toBuilder().state(OpState.TASK_RUNNING).task("UPID:1").build());

        assertThat(running.params()).isEqualTo(begun.params());
    }

    @Test
    void anOperationBegunSoIsOwnedUntilItsOutcomeOrARelease() {
        journal.append(List.of(started("a"), started("b"), running("b")));
        assertThat(journal.interrupted()).isEmpty();
        assertThat(journal.takeOver("a", taken -> {})).isFalse();

        JournalEntry released =
                append(entry("b", OpState.TASK_RUNNING).error("no answer").build());
        assertThat(released.isRelease()).isTrue();
        assertThat(journal.interrupted()).containsExactly(released);
        JournalEntry again =
                append(entry("b", OpState.TASK_RUNNING).task("UPID:3").build());
        assertThat(journal.interrupted()).as("released is not taken back").containsExactly(again);
        append(succeeded("b"));
        append(failed("a"));
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void whatIsBegunSoIsInterruptedAfterARestart() {
        JournalEntry begun = append(started("a"));
        journal.close();
        open();

        assertThat(journal.interrupted()).map(Journals::lasting).containsExactly(Journals.lasting(begun));
        append(succeeded("a"));
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void whatIsAppendedBesideAHandleTheHandleBuildsOn() {
        Operation start = journal.begin(OperationSpec.of("vm.start").opId("a").target("101"));
        append(running("a"));

        start.succeeded();

        assertThat(start.task()).contains("UPID:1");
        assertThat(journal.history("a"))
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
    }

    @Test
    void theTaskThatAnAppendRecordedBesideAHandleStands() {
        Operation start = journal.begin(OperationSpec.of("vm.start"));
        start.taskRunning("UPID:handle");
        journal.append(List.of(JournalEntry.of(start.opId(), start.kind(), OpState.TASK_RUNNING)
                .task("UPID:append")
                .build()));

        start.succeeded();

        assertThat(start.entry().task()).contains("UPID:append");
        assertThat(journal.latest(start.opId())).contains(start.entry());
    }

    @Test
    void aHandleReleasesItsOperationInTheStateThatAnAppendBroughtItTo() {
        Operation start = journal.begin(OperationSpec.of("vm.start").opId("a"));
        append(running("a"));

        start.release("no answer");

        assertThat(start.entry().state()).isEqualTo(OpState.TASK_RUNNING);
        assertThat(journal.interrupted()).containsExactly(start.entry());
    }

    @Test
    void whatAnAppendEndedItsHandleEndsNoMore() throws IOException {
        Operation start = journal.begin(OperationSpec.of("vm.start").opId("a"));
        append(succeeded("a"));

        for (Runnable late : List.<Runnable>of(
                () -> start.failed("late"), () -> start.release("late"), () -> start.taskRunning("late"))) {
            var refusal = catchThrowableOfType(IllegalTransitionException.class, late::run);
            assertThat(refusal.from()).contains(OpState.SUCCEEDED);
        }
        assertThat(journal.history("a")).hasSize(2);
    }

    @Test
    void whatIsOutOfBoundsIsRefusedByName() throws IOException {
        JournalEntry noParent = entry("a", OpState.STARTED).parent("").build();
        JournalEntry longStep =
                entry("a", OpState.STARTED).step("x".repeat(101)).build();

        assertThat(refused(InvalidEntryException.class, started("b"), noParent).field())
                .isEqualTo("parent");
        assertThat(refused(InvalidEntryException.class, started("b"), longStep).field())
                .isEqualTo("step");
    }

    @Test
    void aResultThatIsNoJsonIsDroppedWithAMark() {
        append(started("a"));

        JournalEntry ended =
                append(entry("a", OpState.SUCCEEDED).result("{\"open\":").build());

        assertThat(ended.result()).isEmpty();
        assertThat(ended.resultDropped()).get().asString().contains("not valid JSON");
        assertThat(catchThrowable(() -> append(succeeded("a")))).isInstanceOf(IllegalTransitionException.class);
    }

    @Test
    void aResultWithANumberBeyondAllBoundsIsDroppedWithAMark() {
        append(started("a"));

        JournalEntry ended =
                append(entry("a", OpState.SUCCEEDED).result("1e99999999999").build());

        assertThat(ended.result()).isEmpty();
        assertThat(ended.resultDropped()).get().asString().contains("number");
    }

    @Test
    void aListOnAFullDiskTakesNothingOfWhatIsKeptForTheEndsOfOthers() {
        FaultyDisk disk = new FaultyDisk();
        Path other = directory.resolve("full.journal");
        String large = "x".repeat(60_000);
        try (Journal full = Journals.open(other, JournalBytes.SMALL_CHUNKS, disk)) {
            Operation kept = full.begin(OperationSpec.of("vm.start").param("text", large));
            List<JournalEntry> ends = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String opId = full.begin(OperationSpec.of("vm.start")).opId();
                ends.add(running(opId));
                ends.add(succeeded(opId));
            }
            disk.fill(0);
            List<JournalEntry> withOneMore = new ArrayList<>(ends);
            withOneMore.add(entry("one-more", OpState.STARTED)
                    .params(Map.of("text", large))
                    .build());

            assertThatExceptionOfType(JournalFullException.class).isThrownBy(() -> full.append(withOneMore));

            full.append(ends);
            kept.taskRunning("UPID:1");
            kept.succeeded();
            assertThat(full.inFlight()).isEmpty();
        }
    }
}
