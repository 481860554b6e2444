package dev.opjournal.spring;

import static dev.opjournal.spring.FailedStart.assertThatAnalysisIsPrinted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalLockedException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryReport;
import dev.opjournal.spring.RunningApplication.AutoConfigured;
import dev.opjournal.spring.RunningApplication.NoBeans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Several contexts in one process: side by side, one after the other, and one below the other. */
@ExtendWith(OutputCaptureExtension.class)
class SeveralContextsTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @Test
    void contextsOnDifferentFilesKnowNothingOfEachOther() {
        Path otherFile = directory.resolve("other.journal");
        try (RunningApplication one = RunningApplication.start(file, NoBeans.class)) {
            try (RunningApplication other = RunningApplication.start(otherFile, NoBeans.class)) {
                succeed(one.journal(), "op-1");
                succeed(other.journal(), "op-2");

                assertThat(one.journal().latest("op-2")).isEmpty();
                assertThat(other.journal().latest("op-1")).isEmpty();
            }
            succeed(one.journal(), "op-3");
        }
    }

    @Test
    void aSecondContextOnTheSameFileIsRefusedAndTheFirstGoesOn(CapturedOutput output) {
        try (RunningApplication first = RunningApplication.start(file, NoBeans.class)) {
            JournalException failure = FailedStart.of(file, NoBeans.class);

            assertThat(failure)
                    .isInstanceOfSatisfying(
                            JournalLockedException.class,
                            locked -> assertThat(locked.holder())
                                    .startsWith("this process (process "
                                            + ProcessHandle.current().pid() + " on "));
            assertThatAnalysisIsPrinted(output, failure);
            succeed(first.journal(), "op-1");
        }

        try (RunningApplication next = RunningApplication.start(file, NoBeans.class)) {
            assertThat(next.journal().latest("op-1").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
            assertThat(next.journal().inFlight()).isEmpty();
        }
    }

    @Test
    void contextsOnTheSameFileOneAfterTheOtherHandItOn() throws Exception {
        for (int generation = 1; generation <= 5; generation++) {
            try (RunningApplication application = RunningApplication.start(file, NoBeans.class)) {
                assertThat(application.journal().status().counts().getOrDefault(OpState.SUCCEEDED, 0L))
                        .isEqualTo(generation - 1);
                succeed(application.journal(), "op-" + generation);
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).as("no journal was cut").containsExactlyInAnyOrder(file, lockOf(file));
        }
    }

    // The contexts that a test framework keeps for later tests are open, and so are their journals.
    @Test
    void aRandomNameGivesEachContextAFileOfItsOwn() {
        Path random = directory.resolve("${random.uuid}.journal");
        try (RunningApplication one = RunningApplication.start(random, NoBeans.class);
                RunningApplication other = RunningApplication.start(random, NoBeans.class)) {
            Path oneFile = one.journal().status().path();
            Path otherFile = other.journal().status().path();
            assertThat(oneFile).isNotEqualTo(otherFile).exists().hasParent(directory);
            assertThat(otherFile).exists().hasParent(directory);
        }
    }

    @Test
    void aChildUsesTheJournalOfItsParent() {
        Interrupted.leave(file, "vm.start");
        try (ConfigurableApplicationContext parent = run(null, Settling.class, "--journal.path=" + file)) {
            Journal journal = parent.getBean(Journal.class);
            Path elsewhere = directory.resolve("child.journal");
            try (ConfigurableApplicationContext child = run(parent, Settling.class, "--journal.path=" + elsewhere)) {
                assertThat(child.getBean(Journal.class)).isSameAs(journal);
                assertThat(child.getBean(Recovery.class)).isSameAs(parent.getBean(Recovery.class));
                assertThat(elsewhere).doesNotExist();
            }

            assertThat(parent.getBean(Recovery.class).report())
                    .as("asked once, by the parent")
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 1, 0, 0, 0, 0));
            succeed(journal, "op-1");
        }
    }

    @Test
    void aChildIsRecoveredFromTheJournalThatItsParentMerelyHolds() {
        Interrupted.leave(file, "vm.start");
        try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(HoldsJournal.class)
                        .web(WebApplicationType.NONE)
                        .run("--holder.file=" + file);
                ConfigurableApplicationContext child = run(parent, Settling.class)) {
            assertThat(child.getBean(Recovery.class).report().recovered()).isEqualTo(1);
        }
    }

    @Test
    void theActuatorOfAChildTellsOfTheJournalOfItsParent() {
        String details = "--management.endpoint.health.show-details=always";
        try (ConfigurableApplicationContext parent = run(null, NoBeans.class, "--journal.path=" + file, details);
                ConfigurableApplicationContext child = new SpringApplicationBuilder(AutoConfigured.class)
                        .parent(parent)
                        .web(WebApplicationType.SERVLET)
                        .run(
                                "--server.port=0",
                                "--management.endpoints.web.exposure.include=health,journal",
                                details)) {
            RestTestClient http = RestTestClient.bindToServer()
                    .baseUrl("http://localhost:" + child.getEnvironment().getProperty("local.server.port"))
                    .build();
            http.get()
                    .uri("/actuator/journal")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.path")
                    .isEqualTo(file.toString());
            http.get()
                    .uri("/actuator/health/journal")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.status")
                    .isEqualTo("UP");
        }
    }

    @Test
    void siblingsHaveAJournalEach() {
        Path otherFile = directory.resolve("other.journal");
        try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(NoBeans.class)
                        .web(WebApplicationType.NONE)
                        .run();
                ConfigurableApplicationContext one = run(parent, NoBeans.class, "--journal.path=" + file);
                ConfigurableApplicationContext other = run(parent, NoBeans.class, "--journal.path=" + otherFile)) {
            assertThat(one.getBean(Journal.class).status().path()).isEqualTo(file);
            assertThat(other.getBean(Journal.class).status().path()).isEqualTo(otherFile);
        }
    }

    @Test
    void aContextThatIsStoppedAndStartedAgainKeepsItsJournal() {
        try (RunningApplication application = RunningApplication.startWeb(file, new Class<?>[] {NoBeans.class})) {
            application
                    .journal()
                    .begin(OperationSpec.of("vm.start").opId("op-1"))
                    .taskRunning("UPID:1");
            application.context().stop();
            succeed(application.journal(), "op-2");
            application.context().start();

            assertThat(application.journal().inFlight())
                    .extracting(JournalEntry::opId)
                    .containsExactly("op-1");
            assertThat(application.journal().interrupted()).as("still owned").isEmpty();
        }
    }

    private static void succeed(Journal journal, String opId) {
        journal.begin(OperationSpec.of("vm.start").opId(opId)).succeeded();
    }

    private static Path lockOf(Path journal) {
        return journal.resolveSibling(journal.getFileName() + ".lock");
    }

    private static ConfigurableApplicationContext run(
            @Nullable ConfigurableApplicationContext parent, Class<?> beans, String... arguments) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(AutoConfigured.class, beans);
        if (parent != null) {
            application.parent(parent);
        }
        return application.web(WebApplicationType.NONE).run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    static class HoldsJournal {
        @Bean
        Journal journal(@Value("${holder.file}") String file) {
            return FileJournal.open(Path.of(file));
        }
    }
}
