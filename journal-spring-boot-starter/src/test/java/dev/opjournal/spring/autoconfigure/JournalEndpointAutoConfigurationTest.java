package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.file.FileJournal;
import dev.opjournal.spring.actuate.JournalEndpoint;
import dev.opjournal.spring.actuate.JournalEndpointWebExtension;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class JournalEndpointAutoConfigurationTest {
    @TempDir
    Path directory;

    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerThatExposesTheEndpoint() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalRecoveryAutoConfiguration.class,
                        JournalEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "journal.path=" + directory.resolve("ops.journal"),
                        "management.endpoints.web.exposure.include=journal");
    }

    @Test
    void endpointIsThereWhenItIsExposed() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(JournalEndpoint.class)
                .hasSingleBean(JournalEndpointWebExtension.class));
    }

    @Test
    void endpointBacksOffWhenItIsNotExposed() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JournalEndpoint.class));
    }

    @Test
    void endpointBacksOffWhenThereIsNoJournal() {
        runner.withPropertyValues("journal.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JournalEndpoint.class));
    }

    @Test
    void endpointBacksOffWhenTheJournalIsTheApplicationsOwnAndDisabled() {
        runner.withPropertyValues("journal.enabled=false")
                .withBean(Journal.class, () -> FileJournal.open(directory.resolve("own.journal")))
                .run(context -> assertThat(context).doesNotHaveBean(JournalEndpoint.class));
    }

    @Test
    void endpointBacksOffWhenTheApplicationHasOne() {
        try (Journal journal = FileJournal.open(directory.resolve("own.journal"))) {
            runner.withBean(
                            "own",
                            JournalEndpoint.class,
                            () -> new JournalEndpoint(journal, null, List.of(), Show.NEVER))
                    .run(context -> assertThat(context)
                            .hasSingleBean(JournalEndpoint.class)
                            .hasBean("own"));
        }
    }

    @Test
    void webExtensionBacksOffWhenTheEndpointIsExposedOverJmxAlone() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=health",
                        "spring.jmx.enabled=true",
                        "management.endpoints.jmx.exposure.include=journal")
                .run(context -> assertThat(context)
                        .hasSingleBean(JournalEndpoint.class)
                        .doesNotHaveBean(JournalEndpointWebExtension.class));
    }

    @Test
    void endpointTellsOfTheApplicationsOwnJournal() {
        Path own = directory.resolve("own.journal");
        runner.withBean(Journal.class, () -> FileJournal.open(own))
                .run(context -> assertThat(context.getBean(JournalEndpoint.class)
                                .journal(null, null, null, null, null, null)
                                .path())
                        .isEqualTo(own.toString()));
    }

    @Test
    void endpointSaysThatRecoveryIsDisabled() {
        runner.withPropertyValues("journal.recovery.enabled=false")
                .run(context -> assertThat(context.getBean(JournalEndpoint.class)
                                .journal(null, null, null, null, null, null)
                                .recovery()
                                .state())
                        .isEqualTo("DISABLED"));
    }
}
