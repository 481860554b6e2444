package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.file.Journals;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal, an operation to be run in it, and what its steps have called. */
abstract class StepFixture {
    static final OperationSpec SPEC =
            OperationSpec.of("k").opId("op").target("101").idempotencyKey("job-1");
    static final RecoveryOptions RECOVERY =
            new RecoveryOptions(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1), 2);

    @TempDir
    Path directory;

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    FileJournal journal;

    @BeforeEach
    void open() {
        open(FileJournalOptions.defaults());
    }

    private void open(FileJournalOptions options) {
        journal = Journals.open(directory.resolve("ops.journal"), options);
    }

    void reopen(FileJournalOptions options) {
        journal.close();
        open(options);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    StepRunner runner(Steps... definitions) {
        return new StepRunner(journal, List.of(definitions));
    }

    StepAction calls(String what) {
        return step -> calls.add(what);
    }

    StepAction fails(String what, Exception failure) {
        return step -> {
            calls.add(what);
            throw failure;
        };
    }

    /** Until nothing is in flight, or the operation is given up. */
    void recover(StepRunner runner) {
        try (Recovery recovery = new Recovery(journal, runner.handlers(), RECOVERY)) {
            recovery.start();
            await().until(() -> journal.inFlight().isEmpty() || recovery.hasGivenUp("op"));
        }
    }

    List<OpState> states(String opId) {
        return journal.history(opId).stream().map(JournalEntry::state).toList();
    }

    void isRolledBack() {
        assertThat(states("op")).endsWith(OpState.FAILED);
        assertThat(journal.inFlight()).isEmpty();
        assertThat(journal.alreadyApplied("job-1")).isFalse();
    }
}
