package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryReport;
import dev.opjournal.spring.RunningApplication.NoBeans;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.task.AsyncTaskExecutor;

/** An application that is closed while operations are in flight: what can end does, the rest is recovered once. */
class GracefulShutdownTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
        Settling.ASKED.clear();
    }

    @Test
    void aRequestUnderWayEndsBeforeTheJournalDoes() {
        RunningApplication application = startWeb();
        Journal journal = application.journal();
        Machines machines = application.bean(Machines.class);
        String address = application.address();
        CompletableFuture<HttpResponse<String>> answer = Machines.requestStart(address, 101);
        machines.awaitUnderWay(1);

        CompletableFuture<Void> close = CompletableFuture.runAsync(application::close);
        Machines.awaitRefusal(address);
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        machines.letEnd();

        assertThat(answer)
                .succeedsWithin(PATIENCE)
                .satisfies(ended -> assertThat(ended.statusCode()).isEqualTo(200));
        assertThat(close).succeedsWithin(PATIENCE);
        assertThat(statesOf("start-101")).containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertNobodyIsAskedAtTheNextStart();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.shutdown=immediate", "spring.lifecycle.timeout-per-shutdown-phase=10ms"})
    void aRequestThatIsCutOffIsRecoveredOnce(String haste) {
        CompletableFuture<HttpResponse<String>> answer;
        try (RunningApplication application = startWeb(haste)) {
            answer = Machines.requestStart(application.address(), 101);
            application.bean(Machines.class).awaitUnderWay(1);
        }
        CompletableFuture<Boolean> succeeded =
                answer.handle((ended, cutOff) -> cutOff == null && ended.statusCode() == 200);
        assertThat(succeeded).succeedsWithin(PATIENCE).isEqualTo(false);

        try (RunningApplication next = RunningApplication.start(file, Settling.class)) {
            assertThat(next.bean(Recovery.class).report().recovered()).isEqualTo(1);
            assertThat(next.journal().alreadyApplied("job-101")).isTrue();
        }
        assertThat(Settling.ASKED).containsExactly("start-101");
        assertThat(statesOf("start-101")).endsWith(OpState.SUCCEEDED).containsOnlyOnce(OpState.SUCCEEDED);
        assertNobodyIsAskedAtTheNextStart();
    }

    @Test
    void workThatOutlastsTheApplicationIsRecoveredOnce() {
        Operation outlasting;
        try (RunningApplication application = RunningApplication.start(file, NoBeans.class)) {
            outlasting = application
                    .journal()
                    .begin(OperationSpec.of("vm.start").opId("op-1").idempotencyKey("job-1"));
            outlasting.taskRunning("UPID:1");
        }
        assertThatThrownBy(outlasting::succeeded).isInstanceOf(JournalClosedException.class);

        try (RunningApplication next = RunningApplication.start(file, Settling.class)) {
            assertThat(next.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 1, 0, 0, 0, 0));
            assertThatThrownBy(outlasting::succeeded).isInstanceOf(JournalClosedException.class);
        }
        assertThat(Settling.ASKED).containsExactly("op-1");
        assertThat(statesOf("op-1")).containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertNobodyIsAskedAtTheNextStart();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.task.execution.shutdown.await-termination=false",
                "spring.task.execution.shutdown.await-termination-period=1m"
            })
    void aTaskOfTheApplicationsExecutorEndsBeforeTheJournalDoes(String whenItIsShutDown) {
        RunningApplication application = RunningApplication.start(file, NoBeans.class, whenItIsShutDown);
        Journal journal = application.journal();
        CountDownLatch release = new CountDownLatch(1);
        AsyncTaskExecutor executor = application.context().getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
        Future<String> task = executor.submit(
                () -> journal.execute(OperationSpec.of("vm.start").opId("op-1").idempotencyKey("job-1"), operation -> {
                    release.await();
                    return "done";
                }));
        await().until(() -> journal.inFlight().size() == 1);

        CompletableFuture<Void> close = CompletableFuture.runAsync(application::close);
        await().until(() -> application.context().isClosed());
        release.countDown();

        assertThat(task).succeedsWithin(PATIENCE).isEqualTo("done");
        assertThat(close).succeedsWithin(PATIENCE);
        assertThat(statesOf("op-1")).containsExactly(OpState.STARTED, OpState.SUCCEEDED);
    }

    private RunningApplication startWeb(String... properties) {
        return RunningApplication.startWeb(file, new Class<?>[] {Machines.class}, properties);
    }

    private List<OpState> statesOf(String opId) {
        try (Journal journal = FileJournal.open(file)) {
            return journal.history(opId).stream().map(JournalEntry::state).toList();
        }
    }

    private void assertNobodyIsAskedAtTheNextStart() {
        Settling.ASKED.clear();
        try (RunningApplication next = RunningApplication.start(file, Settling.class)) {
            assertThat(next.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 0, 0, 0, 0, 0));
            assertThat(next.journal().inFlight()).isEmpty();
        }
        assertThat(Settling.ASKED).isEmpty();
    }
}
