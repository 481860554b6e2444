package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.AsyncTaskExecutor;

/** A process that has one carrier thread for all its virtual threads: whoever waited on it would stop them all. */
@EnabledForJreRange(min = JRE.JAVA_21)
class OneCarrierIT {
    private static final int OPERATIONS = 1000;

    @TempDir
    Path directory;

    @Test
    void waitingForAnEntryHoldsNoCarrier() throws Exception {
        try (OtherProcess application =
                OtherProcess.start(directory, Application.class, directory.resolve("ops.journal"))) {
            assertThat(application.message()).isEqualTo(OPERATIONS + " succeeded in virtual threads");
        }
    }

    static final class Application {
        public static void main(String[] arguments) throws Exception {
            System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
            System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
            try (RunningApplication application = RunningApplication.start(
                    Path.of(arguments[1]), RunningApplication.NoBeans.class, "spring.threads.virtual.enabled=true")) {
                Journal journal = application.journal();
                AsyncTaskExecutor executor =
                        application.context().getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
                List<Future<String>> threads = new ArrayList<>();
                for (int i = 0; i < OPERATIONS; i++) {
                    threads.add(executor.submit(() -> runOperation(journal)));
                }
                for (Future<String> thread : threads) {
                    assertThat(thread.get()).startsWith("VirtualThread[");
                }
                OtherProcess.tell(
                        arguments[0],
                        journal.status().counts().get(OpState.SUCCEEDED) + " succeeded in virtual threads");
            }
        }

        private static String runOperation(Journal journal) {
            Operation start = journal.begin(OperationSpec.of("vm.start"));
            start.taskRunning("UPID:1");
            start.succeeded();
            return Thread.currentThread().toString();
        }
    }
}
