package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.devtools.restart.Restarter;

/** What DevTools does when a class has changed: the same process goes on with the application in another class loader. */
class DevToolsRestartIT {
    @TempDir
    Path directory;

    @Test
    void theJournalIsHandedToTheNextClassLoaderAndWhatWasInFlightIsRecoveredOnce() throws Exception {
        Path file = directory.resolve("ops.journal");
        try (OtherProcess application = OtherProcess.startWithDevTools(directory, Application.class, file)) {
            assertThat(application.message()).isEqualTo("""
                    loaded twice: true
                    recovered: 1
                    history: started, task_running, succeeded
                    """);
        }
    }

    static final class Application {
        /** Outlives the class loader, which no static of the application's own classes does. */
        private static final String FIRST_LOADER = "DevToolsRestartIT.loader";

        public static void main(String[] arguments) throws Exception {
            // The first call goes no further than this: it is made again, with these arguments, in another class
            // loader.
            Restarter.initialize(arguments);
            RunningApplication application = RunningApplication.start(
                    Path.of(arguments[1]), Settling.class, "spring.devtools.livereload.enabled=false");
            String loader = FileJournal.class.getClassLoader().toString();
            Object first = System.getProperties().putIfAbsent(FIRST_LOADER, loader);
            if (first == null) {
                application
                        .journal()
                        .begin(OperationSpec.of("vm.start").opId("op-1").idempotencyKey("job-1"))
                        .taskRunning("UPID:1");
                Restarter.getInstance().restart();
            } else {
                OtherProcess.tell(arguments[0], report(application, !first.equals(loader)));
            }
        }

        private static String report(RunningApplication application, boolean loadedTwice) {
            Journal journal = application.journal();
            return """
                    loaded twice: %s
                    recovered: %d
                    history: %s
                    """.formatted(
                            loadedTwice,
                            application.bean(Recovery.class).report().recovered(),
                            String.join(
                                    ", ",
                                    journal.history("op-1").stream()
                                            .map(JournalEntry::state)
                                            .map(state -> state.text())
                                            .toList()));
        }
    }
}
