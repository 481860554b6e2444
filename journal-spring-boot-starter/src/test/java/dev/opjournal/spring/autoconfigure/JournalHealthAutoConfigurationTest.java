package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.spring.SettableClock;
import dev.opjournal.spring.actuate.JournalHealthIndicator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class JournalHealthAutoConfigurationTest {
    @TempDir
    Path directory;

    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalRecoveryAutoConfiguration.class,
                        JournalHealthAutoConfiguration.class,
                        HealthContributorAutoConfiguration.class,
                        HealthContributorRegistryAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"));
    }

    @Test
    void journalIsAContributorOfThatName() {
        runner.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("journal"))
                .isInstanceOf(JournalHealthIndicator.class));
    }

    @Test
    void healthBacksOffWhenThereIsNoJournal() {
        runner.withPropertyValues("journal.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JournalHealthIndicator.class));
    }

    @Test
    void healthBacksOffWhenTheJournalIsTheApplicationsOwnAndDisabled() {
        runner.withPropertyValues("journal.enabled=false")
                .withBean(Journal.class, () -> FileJournal.open(directory.resolve("own.journal")))
                .run(context -> assertThat(context).doesNotHaveBean(JournalHealthIndicator.class));
    }

    @Test
    void healthBacksOffWhenItsIndicatorIsDisabled() {
        runner.withPropertyValues("management.health.journal.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(JournalHealthIndicator.class));
    }

    @Test
    void healthBacksOffWhenTheApplicationHasOneOfThatName() {
        runner.withBean(
                        "journalHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.unknown().build())
                .run(context -> assertThat(context)
                        .hasBean("journalHealthIndicator")
                        .doesNotHaveBean(JournalHealthIndicator.class));
    }

    @Test
    void healthTellsOfTheApplicationsOwnJournal() {
        Path own = directory.resolve("own.journal");
        runner.withBean(Journal.class, () -> FileJournal.open(own))
                .run(context -> assertThat(details(context.getBean(JournalHealthIndicator.class)))
                        .containsEntry("path", own.toString()));
    }

    @Test
    void healthSaysThatRecoveryIsDisabled() {
        runner.withPropertyValues("journal.recovery.enabled=false")
                .run(context -> assertThat(details(context.getBean(JournalHealthIndicator.class)))
                        .containsEntry("recovery", "DISABLED"));
    }

    @Test
    void whatIsStuckIsAsTheApplicationSays() {
        SettableClock clock = new SettableClock("2026-11-23T20:00:00Z");
        runner.withBean(Clock.class, () -> clock)
                .withPropertyValues("journal.health.stuck-after=10s", "journal.health.stuck-status=out-of-service")
                .run(context -> {
                    context.getBean(Journal.class)
                            .begin(OperationSpec.of("vm.start"))
                            .taskRunning("UPID:1");
                    JournalHealthIndicator indicator = context.getBean(JournalHealthIndicator.class);
                    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
                    clock.set("2026-11-23T20:00:11Z");

                    assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                });
    }

    @Test
    void aPropertyOutOfBoundsStopsTheStart() {
        runner.withPropertyValues("journal.health.stuck-after=0s")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("journal.health.stuck-after"));
    }

    @Test
    void agesAreToldByTheApplicationsClock() {
        SettableClock clock = new SettableClock("2026-11-23T20:00:00Z");
        runner.withBean(Clock.class, () -> clock).run(context -> {
            assertThat(context.getBean(Journal.class)
                            .begin(OperationSpec.of("vm.start"))
                            .entry()
                            .isInFlight())
                    .isTrue();
            clock.set("2026-11-23T21:02:03Z");

            assertThat(details(context.getBean(JournalHealthIndicator.class)).get("oldest"))
                    .asString()
                    .contains("age=PT1H2M3S");
        });
    }

    private static Map<String, Object> details(JournalHealthIndicator indicator) {
        return indicator.health().getDetails();
    }
}
