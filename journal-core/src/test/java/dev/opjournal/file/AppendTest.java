package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries as they are: the primitive under all other calls. */
class AppendTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:15:30.123456789Z");

    @TempDir
    Path directory;

    private Path path;
    private Journal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = Journals.open(path, FileJournalOptions.defaults().withClock(Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static JournalEntry.Builder entry(String opId, OpState state) {
        return JournalEntry.of(opId, "vm.start", state);
    }

    private static JournalEntry started(String opId) {
        return entry(opId, OpState.STARTED).build();
    }

    private static JournalEntry started(String opId, String key) {
        return entry(opId, OpState.STARTED).idempotencyKey(key).build();
    }

    private static JournalEntry succeeded(String opId) {
        return entry(opId, OpState.SUCCEEDED).build();
    }

    private static JournalEntry failed(String opId) {
        return entry(opId, OpState.FAILED).error("it did not happen").build();
    }

    private static JournalEntry running(String opId) {
        return entry(opId, OpState.TASK_RUNNING).task("UPID:1").build();
    }

    private JournalEntry append(JournalEntry entry) {
        return journal.append(List.of(entry)).get(0);
    }

    /** What must hold whenever an append was refused: neither the file nor what is known of it has changed. */
    private <X extends Throwable> X refused(Class<X> type, JournalEntry... entries) throws IOException {
        byte[] file = Files.readAllBytes(path);
        var status = journal.status();
        X refusal = catchThrowableOfType(type, () -> journal.append(List.of(entries)));
        assertThat(refusal).as("the refusal").isNotNull();
        if (Journals.COMPACTING) {
            assertThat(journal.status().counts()).isEqualTo(status.counts());
            assertThat(journal.status().inFlight()).isEqualTo(status.inFlight());
        } else {
            assertThat(path).hasBinaryContent(file);
            assertThat(journal.status()).isEqualTo(status);
        }
        return refusal;
    }

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

    static Stream<Arguments> contradictions() {
        return Stream.of(
                Arguments.of("target", (UnaryOperator<JournalEntry.Builder>) entry -> entry.target("102")),
                Arguments.of(
                        "params", (UnaryOperator<JournalEntry.Builder>) entry -> entry.params(Map.of("node", "pve2"))),
                Arguments.of("idempotencyKey", (UnaryOperator<JournalEntry.Builder>)
                        entry -> entry.idempotencyKey("another")),
                Arguments.of("parent", (UnaryOperator<JournalEntry.Builder>) entry -> entry.parent("another")),
                Arguments.of("step", (UnaryOperator<JournalEntry.Builder>) entry -> entry.step("second")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void aContradictionIsRefused(String field, UnaryOperator<JournalEntry.Builder> change) throws IOException {
        append(entry("a", OpState.STARTED)
                .target("101")
                .params(Map.of("node", "pve1"))
                .idempotencyKey("key")
                .parent("parent")
                .step("first")
                .build());

        var refusal = refused(
                InvalidEntryException.class,
                change.apply(entry("a", OpState.SUCCEEDED)).build());

        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(field).hasMessageNotContaining("pve");
    }

    @Test
    void anotherKindIsAContradiction() throws IOException {
        append(started("a"));

        assertThat(refused(
                                InvalidEntryException.class,
                                JournalEntry.of("a", "vm.stop", OpState.SUCCEEDED)
                                        .build())
                        .field())
                .isEqualTo("kind");
    }

    static Stream<Arguments> illegalTransitions() {
        List<JournalEntry> release = List.of(
                started("a"), entry("a", OpState.STARTED).error("no answer").build());
        return Stream.of(
                Arguments.of("unknown to task_running", List.of(), running("a")),
                Arguments.of("unknown to succeeded", List.of(), succeeded("a")),
                Arguments.of("unknown to failed", List.of(), failed("a")),
                Arguments.of("unknown to released", List.of(), release.get(1)),
                Arguments.of("started to started", List.of(started("a")), started("a")),
                Arguments.of("released to started", release, started("a")),
                Arguments.of("task_running to started", List.of(started("a"), running("a")), started("a")),
                Arguments.of(
                        "task_running to released as started", List.of(started("a"), running("a")), release.get(1)),
                Arguments.of("succeeded to started", List.of(started("a"), succeeded("a")), started("a")),
                Arguments.of("succeeded to task_running", List.of(started("a"), succeeded("a")), running("a")),
                Arguments.of("succeeded to succeeded", List.of(started("a"), succeeded("a")), succeeded("a")),
                Arguments.of("succeeded to failed", List.of(started("a"), succeeded("a")), failed("a")),
                Arguments.of("failed to started", List.of(started("a"), failed("a")), started("a")),
                Arguments.of("failed to succeeded", List.of(started("a"), failed("a")), succeeded("a")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("illegalTransitions")
    void anIllegalTransitionIsRefused(String name, List<JournalEntry> before, JournalEntry next) throws IOException {
        List<JournalEntry> inOneList = new ArrayList<>(before);
        inOneList.add(next);
        refused(IllegalTransitionException.class, inOneList.toArray(JournalEntry[]::new));
        journal.append(before);

        var refusal = refused(IllegalTransitionException.class, next);

        assertThat(refusal.opId()).isEqualTo("a");
        assertThat(refusal.to()).isEqualTo(next.state());
        assertThat(refusal.from())
                .isEqualTo(
                        before.isEmpty()
                                ? Optional.empty()
                                : Optional.of(before.get(before.size() - 1).state()));
    }

    @Test
    void aTaskCannotRunWithoutAnId() throws IOException {
        append(started("a"));

        var refusal = refused(
                InvalidEntryException.class, entry("a", OpState.TASK_RUNNING).build());

        assertThat(refusal.field()).isEqualTo("task");
    }

    @Test
    void whenOneOfSeveralIsRefusedNothingIsWrittenAndNothingIsHeldBack() throws IOException {
        append(started("other"));

        refused(IllegalTransitionException.class, started("a", "key"), succeeded("other"), succeeded("nobody"));
        refused(InvalidEntryException.class, started("a", "key"), succeeded("other"), started(""));
        refused(
                InvalidEntryException.class,
                started("a", "key"),
                succeeded("other"),
                entry("large", OpState.STARTED)
                        .params(Map.of("text", "x".repeat(70_000)))
                        .build());

        assertThat(journal.latest("a")).isEmpty();
        journal.append(List.of(started("a", "key"), succeeded("other")));
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly("a");
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
    void twoClaimsOfOneKeyInOneListAreRefused() throws IOException {
        var taken = refused(KeyInFlightException.class, started("a", "key"), started("b", "key"));

        assertThat(taken.opId()).isEqualTo("a");
        assertThat(taken.idempotencyKey()).isEqualTo("key");
        refused(KeyInFlightException.class, started("a", "key"), succeeded("a"), started("b", "key"));
    }

    @Test
    void aClaimInOneListOfAKeyThatAnotherRequestInItHasIsAConflict() throws IOException {
        var conflict = refused(
                KeyConflictException.class,
                started("a", "key"),
                JournalEntry.of("b", "vm.stop", OpState.STARTED)
                        .idempotencyKey("key")
                        .build());

        assertThat(conflict.opId()).isEqualTo("a");
        assertThat(conflict).hasMessageContaining("kind");
    }

    @Test
    void aFailureFreesTheKeyForWhatFollowsInTheList() {
        List<JournalEntry> written = journal.append(List.of(started("a", "key"), failed("a"), started("b", "key")));
        assertThat(journal.inFlight()).containsExactly(written.get(2));

        List<JournalEntry> more = journal.append(List.of(failed("b"), started("c", "key"), succeeded("c")));

        assertThat(journal.latest("c")).contains(more.get(2));
        assertThat(journal.alreadyApplied("key")).isTrue();
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void aKeyThatIsTakenOrAppliedIsRefusedInAListAsWell() throws IOException {
        append(started("a", "key"));
        assertThat(refused(KeyInFlightException.class, started("x"), started("b", "key"))
                        .opId())
                .isEqualTo("a");

        JournalEntry applied = append(succeeded("a"));
        assertThat(refused(AlreadyAppliedException.class, started("x"), started("b", "key"))
                        .entry())
                .isEqualTo(applied);
        assertThat(refused(
                                KeyConflictException.class,
                                started("x"),
                                JournalEntry.of("b", "vm.stop", OpState.STARTED)
                                        .idempotencyKey("key")
                                        .build())
                        .opId())
                .isEqualTo("a");
        assertThat(journal.latest("x")).isEmpty();
    }

    @Test
    void anOperationThatIsBegunAgainWithItsOwnKeyIsToldWhatBecameOfTheKey() throws IOException {
        append(started("a", "key"));
        assertThat(refused(KeyInFlightException.class, started("a", "key")).opId())
                .isEqualTo("a");
        append(succeeded("a"));
        assertThat(refused(AlreadyAppliedException.class, started("a", "key"))
                        .entry()
                        .opId())
                .isEqualTo("a");
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
