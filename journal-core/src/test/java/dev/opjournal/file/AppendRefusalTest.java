package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that contradict what is known, or may not follow it: refused, with nothing written. */
class AppendRefusalTest extends AppendFixture {
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
}
