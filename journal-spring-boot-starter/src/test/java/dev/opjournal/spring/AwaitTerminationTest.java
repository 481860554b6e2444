package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.spring.RunningApplication.NoBeans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** An executor that is told to wait for its tasks does so when it is destroyed, behind all that waits when the context stops. */
class AwaitTerminationTest {
    private static final String[] AWAIT_TERMINATION = {
        "spring.task.execution.shutdown.await-termination=true",
        "spring.task.execution.shutdown.await-termination-period=1m"
    };
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final CountDownLatch release = new CountDownLatch(1);
    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @ParameterizedTest
    @ValueSource(classes = {NoBeans.class, OwnExecutor.class, OwnJournal.class})
    void itsTasksEndBeforeTheJournalCloses(Class<?> beans) throws Exception {
        RunningApplication application = RunningApplication.start(file, beans, AWAIT_TERMINATION);
        Journal journal = application.journal();
        Future<String> task = submit(application);

        Thread close = new Thread(application::close);
        close.start();
        await().until(() -> isInAwaitTermination(close));
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        release.countDown();

        assertThat(task).succeedsWithin(PATIENCE).isEqualTo("done");
        close.join();
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
        assertThat(stateOfTheOperation()).isEqualTo(OpState.SUCCEEDED);
    }

    private Future<String> submit(RunningApplication application) {
        Journal journal = application.journal();
        Future<String> task = application
                .context()
                .getBean("applicationTaskExecutor", AsyncTaskExecutor.class)
                .submit(() -> journal.execute(
                        OperationSpec.of("vm.start").opId("op-1").idempotencyKey("job-1"), operation -> {
                            release.await();
                            return "done";
                        }));
        await().until(() -> journal.inFlight().size() == 1);
        return task;
    }

    private static boolean isInAwaitTermination(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                        && frame.getMethodName().equals("awaitTermination"));
    }

    private OpState stateOfTheOperation() {
        try (Journal journal = FileJournal.open(file)) {
            return journal.latest("op-1").orElseThrow().state();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor {
        @Bean
        ThreadPoolTaskExecutor applicationTaskExecutor() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setWaitForTasksToCompleteOnShutdown(true);
            executor.setAwaitTerminationSeconds(60);
            return executor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnJournal {
        @Bean
        Journal ours(@Value("${journal.path}") String path) {
            return FileJournal.open(Path.of(path));
        }
    }
}
