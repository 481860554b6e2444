package dev.opjournal.test.assertions;

import static dev.opjournal.OpState.FAILED;
import static dev.opjournal.OpState.STARTED;
import static dev.opjournal.OpState.SUCCEEDED;
import static dev.opjournal.OpState.TASK_RUNNING;
import static dev.opjournal.test.assertions.JournalAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.test.StrictDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalAssertionsTest {
    private static final Path DIRECTORY = Path.of("/strict");

    private final Journal journal = FileJournal.open(
            DIRECTORY.resolve("ops.journal"), FileJournalOptions.defaults(), StrictDisk.with(DIRECTORY));

    private Operation begin(String opId) {
        return journal.begin(OperationSpec.of("vm.start")
                .opId(opId)
                .target("101")
                .param("node", "pve1")
                .idempotencyKey("key-" + opId));
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .withMessage(message.replace("\n", System.lineSeparator()));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void aSuccessIsSeenWithAllThatItHas() {
        Operation start = begin("op");
        start.taskRunning("UPID:1");
        start.succeeded(Map.of("vms", List.of(101)));

        assertThat(journal).hasNothingInFlight().hasApplied("key-op").hasOperations(1);
        assertThat(journal)
                .operation("op")
                .hasSucceeded()
                .withResult(Map.of("vms", List.of(101)))
                .hasTask("UPID:1")
                .hasParam("node", "pve1")
                .hasHistory(STARTED, TASK_RUNNING, SUCCEEDED);
        assertThat(journal).operationWithKey("key-op").hasSucceeded();
    }

    @Test
    void aFailureIsSeenWithItsReason() {
        begin("op").failed("no memory on pve1");

        assertThat(journal).hasNotApplied("key-op").operation("op").hasFailed().becauseOf("no memory");
    }

    @Test
    void whatIsInFlightIsInterruptedWhenItWasReleased() {
        Operation start = begin("op");
        assertThat(journal).operation("op").isInFlight();
        fails(
                () -> assertThat(journal).operation("op").isInterrupted(),
                "Expected vm.start op to be interrupted, but somebody runs it: it is started");

        start.release("no answer");
        assertThat(journal)
                .operation("op")
                .isInterrupted()
                .becauseOf("no answer")
                .withResult(null);
    }

    @Test
    void aMessageTellsWhatIsThereInstead() {
        fails(() -> assertThat(journal).operation("op"), "Expected an operation op in the journal, but there is none");
        Operation start = begin("op");
        start.taskRunning("UPID:1");
        begin("second").failed("refused");

        fails(
                () -> assertThat(journal).hasNothingInFlight(),
                "Expected nothing in flight, but there is\n  vm.start op on 101: task_running, task UPID:1, key key-op");
        fails(
                () -> assertThat(journal).operation("third"),
                "Expected an operation third in the journal, but there are"
                        + "\n  vm.start second on 101: failed (refused), key key-second"
                        + "\n  vm.start op on 101: task_running, task UPID:1, key key-op");
        fails(
                () -> assertThat(journal).operationWithKey("key"),
                "Expected an operation with the key key in the journal, but there are"
                        + "\n  vm.start second on 101: failed (refused), key key-second"
                        + "\n  vm.start op on 101: task_running, task UPID:1, key key-op");
        fails(
                () -> assertThat(journal).hasApplied("key-second"),
                "Expected the key key-second to be applied, but there is"
                        + "\n  vm.start second on 101: failed (refused), key key-second");
        fails(
                () -> assertThat(journal).hasOperations(0),
                "Expected 0 operations in the journal, but there are"
                        + "\n  vm.start second on 101: failed (refused), key key-second"
                        + "\n  vm.start op on 101: task_running, task UPID:1, key key-op");
    }

    @Test
    void aMessageTellsWhatTheOperationIsInstead() {
        Operation start = begin("op");
        fails(
                () -> assertThat(journal).operation("op").hasSucceeded(),
                "Expected vm.start op to have succeeded, but it is started");
        fails(
                () -> assertThat(journal).operation("op").hasTask("UPID:1"),
                "Expected vm.start op to have the task UPID:1, but it has none");
        fails(
                () -> assertThat(journal).operation("op").hasParam("node", "pve2"),
                "Expected vm.start op to have the param node=pve2, but it has {node=pve1}");
        start.succeeded("running");
        fails(
                () -> assertThat(journal).operation("op").hasFailed(),
                "Expected vm.start op to have failed, but it is succeeded");
        fails(
                () -> assertThat(journal).operation("op").isInFlight(),
                "Expected vm.start op to be in flight, but it is succeeded");
        fails(
                () -> assertThat(journal).operation("op").withResult("stopped"),
                "Expected vm.start op to have the result \"stopped\", but it has \"running\"");
        fails(
                () -> assertThat(journal).operation("op").withResult(null),
                "Expected vm.start op to have the result null, but it has \"running\"");
        fails(
                () -> assertThat(journal).operation("op").becauseOf("memory"),
                "Expected vm.start op to be so because of <memory>, but it is succeeded");
        fails(
                () -> assertThat(journal).operation("op").hasHistory(STARTED, FAILED),
                "Expected vm.start op to have the history [STARTED, FAILED], but it has [STARTED, SUCCEEDED]");
        fails(
                () -> assertThat(journal).hasNotApplied("key-op"),
                "Expected the key key-op not to be applied, but there is"
                        + "\n  vm.start op on 101: succeeded, key key-op");
        begin("large").succeeded("x".repeat(1 << 17));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(journal).operation("large").withResult("x"))
                .withMessageContaining("but it has none, since one was dropped: ");
    }
}
