package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.steps.StepRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.AsyncTaskExecutor;

/** An application that is closed while an operation is in the middle of a step. */
class StepsAtCloseTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final OperationSpec SPEC =
            OperationSpec.of("vm.provision").opId("op-1").target("101").idempotencyKey("job-1");

    @TempDir
    Path directory;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
        Provision.CALLED.clear();
    }

    private RunningApplication start() {
        RunningApplication application = RunningApplication.start(file, Provision.class);
        application.bean(Provision.class).configure = step -> {
            begun.countDown();
            goOn.await();
        };
        return application;
    }

    @Test
    void whatIsCutOffInMidStepGoesOnThereAtTheNextStart() {
        CompletableFuture<JournalEntry> cutOff;
        try (RunningApplication application = start()) {
            StepRunner runner = application.bean(StepRunner.class);
            cutOff = CompletableFuture.supplyAsync(() -> runner.run(SPEC), work -> new Thread(work).start());
            await().until(() -> begun.getCount() == 0);
        }
        goOn.countDown();
        assertThat(cutOff).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(JournalClosedException.class);
        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly("op-1", "op-1.2");
        }

        try (RunningApplication next = RunningApplication.start(file, Provision.class)) {
            assertThat(next.journal().alreadyApplied("job-1")).isTrue();
            await().until(() -> next.journal().inFlight().isEmpty());
            assertThat(next.bean(Recovery.class).report().givenUp()).isZero();
        }
        assertThat(Provision.CALLED).containsExactly("clone", "configure", "configure", "start");
    }

    @Test
    void inATaskOfTheApplicationsExecutorItEndsBeforeTheJournalDoes() {
        RunningApplication application = start();
        StepRunner runner = application.bean(StepRunner.class);
        Journal journal = application.journal();
        Future<JournalEntry> task = application
                .context()
                .getBean("applicationTaskExecutor", AsyncTaskExecutor.class)
                .submit(() -> runner.run(SPEC));
        await().until(() -> begun.getCount() == 0);

        CompletableFuture<Void> close =
                CompletableFuture.runAsync(application::close, work -> new Thread(work).start());
        await().until(() -> application.context().isClosed());
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        goOn.countDown();

        assertThat(task)
                .succeedsWithin(PATIENCE)
                .satisfies(end -> assertThat(end.state()).isEqualTo(OpState.SUCCEEDED));
        assertThat(close).succeedsWithin(PATIENCE);
        try (Journal after = FileJournal.open(file)) {
            assertThat(after.inFlight()).isEmpty();
        }
    }
}
