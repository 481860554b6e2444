package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalLockedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.spring.RunningApplication.NoBeans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A rolling deployment: the next instance starts before the last one has ended. */
@ExtendWith(OutputCaptureExtension.class)
@DisabledOnOs(OS.WINDOWS) // where a process is not asked to end
class LockTimeoutIT {
    private static final String[] PATIENT = {"journal.lock-timeout=1h", "logging.level.dev.opjournal=info"};

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    private CompletableFuture<RunningApplication> applicationThatWaits(CapturedOutput output) {
        CompletableFuture<RunningApplication> started =
                CompletableFuture.supplyAsync(() -> RunningApplication.start(file, NoBeans.class, PATIENT));
        await().atMost(PATIENCE).until(() -> output.getOut().contains("Waiting for it") || started.isDone());
        assertThat(started).isNotDone();
        return started;
    }

    @Test
    void theNextInstanceStartsWhenTheLastOneHasEnded(CapturedOutput output) throws Exception {
        try (OtherProcess last = OtherProcess.start(directory, Instance.class, file)) {
            String opId = last.message();
            CompletableFuture<RunningApplication> next = applicationThatWaits(output);
            assertThat(output).contains("process " + last.pid() + " ");

            last.terminate();

            try (RunningApplication application = next.join()) {
                assertThat(application.journal().interrupted())
                        .extracting(JournalEntry::opId)
                        .containsExactly(opId);
                assertThat(last.output()).doesNotContain("Exception");
            }
        }
    }

    @Test
    void theNextInstanceStartsWhenTheLastOneHasCrashed(CapturedOutput output) throws Exception {
        try (OtherProcess last = OtherProcess.start(directory, Instance.class, file)) {
            String opId = last.message();
            CompletableFuture<RunningApplication> next = applicationThatWaits(output);

            last.kill();

            try (RunningApplication application = next.join()) {
                assertThat(application.journal().interrupted())
                        .extracting(JournalEntry::opId)
                        .containsExactly(opId);
            }
        }
    }

    @Test
    void aHolderThatStaysStopsTheStartAfterTheTimeout(CapturedOutput output) throws Exception {
        try (OtherProcess holder = OtherProcess.start(directory, Instance.class, file)) {
            assertThat(holder.message()).isNotEmpty();

            JournalException failure = FailedStart.of(file, NoBeans.class, "journal.lock-timeout=150ms");

            assertThat(failure).isInstanceOfSatisfying(JournalLockedException.class, locked -> {
                assertThat(locked.holder()).contains("process " + holder.pid() + " ");
                assertThat(locked.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
            });
            FailedStart.assertThatAnalysisIsPrinted(output, failure);
        }
    }

    // A platform that takes the deployment back must not have to wait for the timeout.
    @Test
    void anInstanceThatWaitsEndsWhenItIsAskedTo() throws Exception {
        try (RunningApplication holder = RunningApplication.start(file, NoBeans.class);
                OtherProcess waiting = OtherProcess.start(directory, Instance.class, file)) {
            await().atMost(PATIENCE).until(() -> waiting.output().contains("Waiting for it"));

            waiting.terminate();

            assertThat(waiting.exitCode()).isNotZero();
            assertThat(holder.journal().inFlight()).isEmpty();
        }
    }

    /** An application that begins an operation, tells its id, and runs until it is ended. */
    static final class Instance {
        public static void main(String[] arguments) throws Exception {
            RunningApplication application = RunningApplication.start(Path.of(arguments[1]), NoBeans.class, PATIENT);
            OtherProcess.tell(
                    arguments[0],
                    application.journal().begin(OperationSpec.of("vm.start")).opId());
            new CountDownLatch(1).await();
        }
    }
}
