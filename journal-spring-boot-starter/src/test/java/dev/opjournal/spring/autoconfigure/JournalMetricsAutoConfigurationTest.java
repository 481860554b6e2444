package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.spring.SettableClock;
import dev.opjournal.spring.metrics.JournalMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class JournalMetricsAutoConfigurationTest {
    private static final OperationSpec START = OperationSpec.of("vm.start");

    @TempDir
    Path directory;

    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalMetricsAutoConfiguration.class,
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class,
                        SimpleMetricsExportAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"));
    }

    private static void measures(MeterRegistry registry, Journal journal) {
        journal.begin(START).succeeded();
        await().untilAsserted(() -> assertThat(registry.get("journal.operations")
                        .tags("kind", "vm.start", "outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(1));
    }

    @Test
    void theJournalIsMeasured() {
        runner.run(context -> measures(context.getBean(MeterRegistry.class), context.getBean(Journal.class)));
    }

    @Test
    void theJournalIsMeasuredFromTheStartEvenWhenBeansAreLazy() {
        runner.withBean(LazyInitializationBeanFactoryPostProcessor.class).run(context -> {
            Journal journal = context.getBean(Journal.class);
            journal.begin(START).succeeded();
            journal.close();

            assertThat(context.getBean(MeterRegistry.class)
                            .get("journal.operations")
                            .timer()
                            .count())
                    .as("heard before the close")
                    .isEqualTo(1);
        });
    }

    @Test
    void theApplicationsOwnJournalIsMeasured() {
        runner.withBean(Journal.class, () -> FileJournal.open(directory.resolve("own.journal")))
                .run(context -> measures(context.getBean(MeterRegistry.class), context.getBean(Journal.class)));
    }

    @Test
    void ofSeveralRegistriesEachMeasures() {
        MeterRegistry other = new SimpleMeterRegistry();
        MeterRegistry one = new SimpleMeterRegistry();
        runner.withBean("one", MeterRegistry.class, () -> one)
                .withBean("other", MeterRegistry.class, () -> other)
                .run(context -> {
                    assertThat(context.getBean(MeterRegistry.class)).isInstanceOf(CompositeMeterRegistry.class);
                    measures(one, context.getBean(Journal.class));
                    assertThat(other.get("journal.operations").timer().count()).isEqualTo(1);
                });
    }

    @Test
    void agesAreToldByTheApplicationsClock() {
        SettableClock clock = new SettableClock("2026-11-23T20:00:00Z");
        runner.withBean(Clock.class, () -> clock).run(context -> {
            assertThat(context.getBean(Journal.class).begin(START).entry().isInFlight())
                    .isTrue();
            clock.set("2026-11-23T20:01:30Z");

            assertThat(context.getBean(MeterRegistry.class)
                            .get("journal.operations.oldest.age")
                            .timeGauge()
                            .value())
                    .isEqualTo(90);
        });
    }

    @Test
    void nothingIsLeftInARegistryThatOutlivesTheContext() {
        MeterRegistry longLived = new SimpleMeterRegistry();
        runner.withInitializer(context -> context.getBeanFactory().registerSingleton("longLived", longLived))
                .run(context -> {
                    context.getBean(JournalMetrics.class).bindTo(longLived);
                    measures(longLived, context.getBean(Journal.class));
                });

        assertThat(longLived.getMeters())
                .extracting(meter -> meter.getId().getName())
                .noneMatch(name -> name.startsWith("journal."));
    }

    @Test
    void metersBackOffWhenTheApplicationHasItsOwn() {
        runner.withBean(
                        "own",
                        JournalMetrics.class,
                        () -> new JournalMetrics(FileJournal.open(directory.resolve("own.journal")), Clock.systemUTC()))
                .run(context ->
                        assertThat(context).hasSingleBean(JournalMetrics.class).hasBean("own"));
    }

    @Test
    void metersBackOffWithoutARegistry() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(JournalAutoConfiguration.class, JournalMetricsAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JournalMetrics.class));
    }

    @Test
    void metersBackOffWithoutMicrometer() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(JournalAutoConfiguration.class, JournalMetricsAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"))
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("journalMetrics"));
    }

    @Test
    void metersBackOffWhenTheJournalIsDisabled() {
        runner.withPropertyValues("journal.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(JournalMetrics.class));
    }

    @Test
    void metersThatTheApplicationDeniesAreNotThere() {
        runner.withPropertyValues("management.metrics.enable.journal=false").run(context -> {
            context.getBean(Journal.class).begin(START).succeeded();
            context.getBean(Journal.class).close();
            assertThat(context.getBean(MeterRegistry.class).find("journal.keys").meters())
                    .isEmpty();
        });
    }
}
