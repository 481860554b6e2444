package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryReport;
import dev.opjournal.spring.RunningApplication.AutoConfigured;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;

/** Applications that do not start although their journal was opened: they let it go, with all that was recorded. */
class FailedContextTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @ParameterizedTest
    @ValueSource(classes = {FailingBean.class, FailingRunner.class, FailingWhenReady.class})
    void theJournalIsReleasedAndWhatWasBegunIsRecoveredOnce(Class<?> failing) {
        Throwable failure =
                catchThrowable(() -> RunningApplication.start(file, failing).close());
        assertThat(NestedExceptionUtils.getMostSpecificCause(failure)).hasMessage("wrong on purpose");

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op-1");
        }
        assertThatNoThreadIsLeft();
        try (RunningApplication next = RunningApplication.start(file, Settling.class)) {
            assertThat(next.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 1, 0, 0, 0, 0));
            assertThat(next.journal().history("op-1"))
                    .extracting(JournalEntry::state)
                    .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        }
    }

    @Test
    void theJournalIsReleasedWhenTheServersPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(AutoConfigured.class, Settling.class)
                    .web(WebApplicationType.SERVLET)
                    .run("--journal.path=" + file, "--server.port=" + taken.getLocalPort())
                    .close());
            assertThat(failure).hasRootCauseInstanceOf(BindException.class);
            assertThat(failure).hasStackTraceContaining(PortInUseException.class.getName());
        }

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.inFlight()).isEmpty();
        }
        assertThatNoThreadIsLeft();
    }

    private static void assertThatNoThreadIsLeft() {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("opjournal")));
    }

    private static void begin(Journal journal) {
        journal.begin(OperationSpec.of("vm.start").opId("op-1").idempotencyKey("job-1"))
                .taskRunning("UPID:1");
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingBean {
        @Bean
        InitializingBean failing(Journal journal) {
            return () -> {
                begin(journal);
                throw new IllegalStateException("wrong on purpose");
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingRunner {
        @Bean
        ApplicationRunner failing(Journal journal) {
            return arguments -> {
                begin(journal);
                throw new IllegalStateException("wrong on purpose");
            };
        }
    }

    /** Fails when recovery has begun. */
    @Configuration(proxyBeanMethods = false)
    static class FailingWhenReady {
        @EventListener
        void ready(ApplicationReadyEvent event) {
            begin(event.getApplicationContext().getBean(Journal.class));
            throw new IllegalStateException("wrong on purpose");
        }
    }
}
