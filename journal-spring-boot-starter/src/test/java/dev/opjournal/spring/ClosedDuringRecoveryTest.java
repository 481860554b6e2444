package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A context that is closed in the midst of a pass of recovery, and the one that comes after it. */
class ClosedDuringRecoveryTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void twoInterruptedOperations() {
        file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start", "vm.stop");
        Settling.ASKED.clear();
    }

    @Test
    void whatWasDecidedStandsAndWhatWasNotIsAskedAboutAgain() {
        try (RunningApplication application =
                RunningApplication.start(file, CutOffWithStops.class, "journal.recovery.timeout=0")) {
            await().until(() -> application.journal().inFlight().size() == 1 && Settling.ASKED.size() == 2);
        }

        try (RunningApplication next = RunningApplication.start(file, SettlingStopsToo.class)) {
            assertThat(next.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 1, 0, 0, 0, 0));
        }

        assertThat(Settling.ASKED).containsExactlyInAnyOrder("vm.start-1", "vm.stop-1", "vm.stop-1");
        try (Journal journal = FileJournal.open(file)) {
            for (String opId : new String[] {"vm.start-1", "vm.stop-1"}) {
                assertThat(journal.history(opId))
                        .extracting(JournalEntry::state)
                        .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
            }
        }
    }

    @Test
    void whatHandlersUseIsThereUntilTheyHaveEnded() {
        Connection connection;
        try (RunningApplication application =
                RunningApplication.start(file, AsksWhenCutOff.class, "journal.recovery.timeout=0")) {
            connection = application.bean(Connection.class);
            await().until(() -> Settling.ASKED.contains("vm.start-1"));
        }

        assertThat(connection.history).containsExactly("used", "destroyed");
    }

    @Configuration(proxyBeanMethods = false)
    static class SettlingStopsToo extends Settling {
        @Bean
        RecoveryHandler stops() {
            return settling("vm.stop");
        }
    }

    /** Settles starts, and is cut off while it is asked about stops. */
    @Configuration(proxyBeanMethods = false)
    static class CutOffWithStops extends Settling {
        @Bean
        RecoveryHandler stops() {
            return RecoveryHandler.forKind("vm.stop", operation -> {
                Settling.ASKED.add(operation.opId());
                new CountDownLatch(1).await();
                return RecoveryDecision.succeeded();
            });
        }
    }

    /** Uses its connection once more when the context is closed. */
    @Configuration(proxyBeanMethods = false)
    static class AsksWhenCutOff {
        @Bean
        Connection connection() {
            return new Connection();
        }

        @Bean
        RecoveryHandler starts(Connection connection) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                Settling.ASKED.add(operation.opId());
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException cutOff) {
                    connection.history.add("used");
                }
                return RecoveryDecision.stillRunning();
            });
        }
    }

    static final class Connection implements DisposableBean {
        final List<String> history = new CopyOnWriteArrayList<>();

        @Override
        public void destroy() {
            history.add("destroyed");
        }
    }
}
