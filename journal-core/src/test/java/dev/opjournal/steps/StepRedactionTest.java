package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that redacts what steps rest on. */
class StepRedactionTest {
    @TempDir
    Path directory;

    @Test
    void whereThePlanIsRedactedNothingHappensAndItIsSaid() {
        List<String> calls = new CopyOnWriteArrayList<>();
        Steps steps = Steps.named("k")
                .step("one", step -> calls.add("one"))
                .compensate(step -> calls.add("undo one"))
                .onCrash(CrashPolicy.RESUME);
        try (FileJournal journal = FileJournal.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withRedact(Set.of("plan")))) {
            StepRunner runner = new StepRunner(journal, List.of(steps));

            assertThatIllegalStateException()
                    .isThrownBy(() -> runner.run(OperationSpec.of("k").opId("op")))
                    .withMessageContaining("keeps param plan of step op.1 as [redacted]")
                    .withMessageContaining("Take plan off the names that it redacts.");

            try (Recovery recovery = new Recovery(journal, runner.handlers(), RecoveryOptions.defaults())) {
                recovery.start();
                await().until(() -> journal.inFlight().isEmpty());
            }
            assertThat(journal.latest("op").orElseThrow().state()).isEqualTo(OpState.FAILED);
            assertThat(calls).isEmpty();
        }
    }
}
