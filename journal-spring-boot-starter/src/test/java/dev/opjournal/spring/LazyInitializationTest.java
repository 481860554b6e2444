package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.JournalLockedException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application whose beans come into being when somebody asks for them: its journal does not wait for that. */
class LazyInitializationTest {
    private static final String LAZY = "spring.main.lazy-initialization=true";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aJournalWithAnInterruptedOperation() {
        file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start");
    }

    @Test
    void theJournalIsHeldAndRecoveryIsOverBeforeAnybodyAsks() {
        try (RunningApplication application = RunningApplication.start(file, Beans.class, LAZY)) {
            assertThatThrownBy(() -> FileJournal.open(file)).isInstanceOf(JournalLockedException.class);
            assertThat(application.context().getBeanFactory().containsSingleton("lateComer"))
                    .as("beans are lazy")
                    .isFalse();
            assertThat(application.journal().latest("vm.start-1").orElseThrow().state())
                    .isEqualTo(OpState.SUCCEEDED);
        }
    }

    @Test
    void healthAndEndpointAnswer() {
        try (RunningApplication application = RunningApplication.startWeb(file, new Class<?>[] {Beans.class}, LAZY)) {
            for (String path : new String[] {"health/journal", "journal", "journal/vm.start-1"}) {
                application
                        .http()
                        .get()
                        .uri("/actuator/" + path)
                        .exchange()
                        .expectStatus()
                        .isOk();
            }
        }
    }

    @Test
    void aFileThatCannotBeOpenedStopsTheStart() throws IOException {
        Files.writeString(file, "no journal\n");

        assertThatThrownBy(() -> RunningApplication.start(file, Beans.class, LAZY))
                .rootCause()
                .isInstanceOf(JournalOpenException.class);
    }

    @Test
    void aBeanThatIsCreatedLateMayUseTheJournalUntilItIsDestroyed() {
        try (RunningApplication application = RunningApplication.start(file, Beans.class, LAZY)) {
            assertThat(application.bean(LateComer.class).journal.inFlight()).isEmpty();
        }

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.latest("last-words").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans extends Settling {
        @Bean
        LateComer lateComer(Journal journal) {
            return new LateComer(journal);
        }
    }

    static final class LateComer implements DisposableBean {
        private final Journal journal;

        LateComer(Journal journal) {
            this.journal = journal;
        }

        @Override
        public void destroy() {
            journal.execute(OperationSpec.of("log").opId("last-words"), operation -> null);
        }
    }
}
