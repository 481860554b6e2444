package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryOptions;
import dev.opjournal.recovery.RecoveryReport;
import dev.opjournal.spring.Interrupted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.GenericApplicationContext;

class JournalRecoveryAutoConfigurationTest {
    @TempDir
    Path directory;

    private Path file;
    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        file = directory.resolve("ops.journal");
        runner = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(JournalAutoConfiguration.class, JournalRecoveryAutoConfiguration.class))
                .withPropertyValues("journal.path=" + file);
    }

    @Test
    void recoveryIsThereButNotBegunBeforeTheApplicationIsReady() {
        runner.run(context -> assertThat(stateIn(context)).isEqualTo(RecoveryReport.State.PENDING));
    }

    @Test
    void recoveryBacksOffWhenItIsDisabled() {
        runner.withPropertyValues("journal.recovery.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(Journal.class)
                        .doesNotHaveBean(Recovery.class)
                        .doesNotHaveBean(RecoveryAtReady.class));
    }

    @Test
    void recoveryBacksOffWhenThereIsNoJournal() {
        runner.withPropertyValues("journal.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Recovery.class)
                        .doesNotHaveBean(RecoveryAtReady.class));
    }

    @Test
    void recoveryBacksOffWhenTheApplicationHasOneWhichIsStartedInItsPlace() {
        runner.withUserConfiguration(OwnRecovery.class).run(context -> {
            assertThat(context).hasSingleBean(Recovery.class).hasBean("ownRecovery");

            assertThat(reportAfterReady(context).state()).isEqualTo(RecoveryReport.State.COMPLETED);
        });
    }

    @Test
    void recoveryServesTheApplicationsOwnJournal() {
        Path own = directory.resolve("own.journal");
        Interrupted.leave(own, "vm.start");
        runner.withBean(Journal.class, () -> FileJournal.open(own))
                .withBean(RecoveryHandler.class, () -> settling("vm.start"))
                .run(context -> {
                    assertThat(reportAfterReady(context).recovered()).isEqualTo(1);
                });
    }

    @Test
    void twoJournalsOfWhichNoneIsPrimaryStopTheStart() {
        runner.withBean("one", Journal.class, () -> FileJournal.open(file))
                .withBean("other", Journal.class, () -> FileJournal.open(directory.resolve("other.journal")))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(NoUniqueBeanDefinitionException.class));
    }

    @Test
    void ofTwoJournalsThePrimaryIsServed() {
        Path primary = directory.resolve("primary.journal");
        Interrupted.leave(primary, "vm.start");
        runner.withBean("one", Journal.class, () -> FileJournal.open(file))
                .withBean(
                        "other",
                        Journal.class,
                        () -> FileJournal.open(primary),
                        definition -> definition.setPrimary(true))
                .withBean(RecoveryHandler.class, () -> settling("vm.start"))
                .run(context -> {
                    assertThat(reportAfterReady(context).recovered()).isEqualTo(1);
                });
    }

    @Test
    void everyHandlerBeanIsAsked() {
        Interrupted.leave(file, "vm.start", "vm.stop");
        runner.withBean("start", RecoveryHandler.class, () -> settling("vm.start"))
                .withBean("stop", RecoveryHandler.class, () -> settling("vm.stop"))
                .run(context -> {
                    assertThat(reportAfterReady(context))
                            .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 2, 0, 0, 0, 0));
                });
    }

    @Test
    void aScopedHandlerIsOneHandler() {
        Interrupted.leave(file, "vm.start");
        runner.withUserConfiguration(ScopedHandler.class)
                .run(context ->
                        assertThat(reportAfterReady(context).recovered()).isEqualTo(1));
    }

    @Test
    void twoHandlersForOneKindStopTheStart() {
        twoHandlersForOneKind(runner);
    }

    @Test
    void twoHandlersForOneKindStopTheStartEvenWhenBeansAreLazy() {
        twoHandlersForOneKind(runner.withBean(LazyInitializationBeanFactoryPostProcessor.class));
    }

    @Test
    void theEventOfAnotherContextDoesNotStartIt() {
        runner.run(context -> {
            try (GenericApplicationContext child = new GenericApplicationContext(context)) {
                child.refresh();
                publishReady(child);

                assertThat(stateIn(context)).isEqualTo(RecoveryReport.State.PENDING);

                assertThat(reportAfterReady(context).state()).isEqualTo(RecoveryReport.State.COMPLETED);
            }
        });
    }

    private static void twoHandlersForOneKind(ApplicationContextRunner runner) {
        runner.withBean("firstWay", RecoveryHandler.class, () -> settling("vm.start"))
                .withBean("secondWay", RecoveryHandler.class, () -> settling("vm.start"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(JournalSetUpException.class)
                        .hasMessageContaining("vm.start")
                        .hasMessageContaining("firstWay")
                        .hasMessageContaining("secondWay"));
    }

    private static RecoveryReport.State stateIn(AssertableApplicationContext context) {
        return context.getBean(Recovery.class).report().state();
    }

    private static RecoveryReport reportAfterReady(AssertableApplicationContext context) {
        publishReady(context.getSourceApplicationContext());
        return context.getBean(Recovery.class).report();
    }

    private static void publishReady(ConfigurableApplicationContext context) {
        context.publishEvent(
                new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ofMillis(1)));
    }

    private static RecoveryHandler settling(String kind) {
        return RecoveryHandler.forKind(kind, operation -> RecoveryDecision.succeeded());
    }

    @Configuration(proxyBeanMethods = false)
    static class ScopedHandler {
        @Bean
        @Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.INTERFACES)
        RecoveryHandler handler() {
            return settling("vm.start");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRecovery {
        @Bean
        Recovery ownRecovery(Journal journal) {
            return new Recovery(journal, List.of(), RecoveryOptions.defaults());
        }
    }
}
