package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class JournalStepsAutoConfigurationTest {
    @TempDir
    Path directory;

    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalStepsAutoConfiguration.class,
                        JournalRecoveryAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"));
    }

    @Test
    void definitionsAreRunAndRecovered() {
        runner.withUserConfiguration(Provision.class).run(context -> {
            StepRunner steps = context.getBean(StepRunner.class);
            List<String> calls = context.getBean(Calls.class).all();
            assertThatExceptionOfType(StackOverflowError.class)
                    .isThrownBy(() -> steps.run(
                            OperationSpec.of("vm.provision").opId("op").target("101")));
            assertThat(calls).containsExactly("clone 101", "start 101");

            Recovery recovery = context.getBean(Recovery.class);
            recovery.start();

            Journal journal = context.getBean(Journal.class);
            await().until(() -> journal.inFlight().isEmpty());
            assertThat(journal.latest("op").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
            assertThat(calls).containsExactly("clone 101", "start 101", "start 101");
        });
    }

    @Test
    void withoutDefinitionsThereIsNoRunner() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StepRunner.class));
    }

    @Test
    void withoutAJournalThereIsNoRunner() {
        runner.withUserConfiguration(Provision.class)
                .withPropertyValues("journal.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StepRunner.class));
    }

    @Test
    void theApplicationsOwnRunnerTakesTheOthersPlaceAndIsRecovered() {
        runner.withUserConfiguration(OwnRunner.class).run(context -> {
            assertThat(context).hasSingleBean(StepRunner.class).hasBean("ownRunner");
            assertThat(context.getBean(StepRunner.class).handlers())
                    .extracting(RecoveryHandler::kind)
                    .contains("own", "own.one");
        });
    }

    @Test
    void twoDefinitionsOfOneNameStopTheStart() {
        runner.withUserConfiguration(Provision.class, Again.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("Two definitions of steps are named vm.provision"));
    }

    @Test
    void aHandlerOfTheSameKindStopsTheStart() {
        runner.withUserConfiguration(Provision.class, Handler.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("vm.provision.clone")
                        .hasMessageContaining("ownHandler"));
    }

    record Calls(List<String> all) {}

    @Configuration(proxyBeanMethods = false)
    static class Provision {
        @Bean
        Calls calls() {
            return new Calls(new CopyOnWriteArrayList<>());
        }

        @Bean
        Steps provision(Calls calls) {
            return Steps.named("vm.provision")
                    .step("clone", step -> calls.all().add("clone " + step.target()))
                    .step("start", step -> {
                        calls.all().add("start " + step.target());
                        if (calls.all().size() == 2) {
                            throw new StackOverflowError();
                        }
                    })
                    .idempotent()
                    .onCrash(CrashPolicy.RESUME);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Again {
        @Bean
        Steps again() {
            return Steps.named("vm.provision").step("one", step -> {}).onCrash(CrashPolicy.RESUME);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Handler {
        @Bean
        RecoveryHandler ownHandler() {
            return RecoveryHandler.forKind("vm.provision.clone", operation -> RecoveryDecision.succeeded());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRunner {
        @Bean
        StepRunner ownRunner(Journal journal) {
            return new StepRunner(
                    journal, List.of(Steps.named("own").step("one", step -> {}).onCrash(CrashPolicy.ROLL_BACK)));
        }

        @Bean
        Steps unused() {
            return Steps.named("unused").step("one", step -> {}).onCrash(CrashPolicy.RESUME);
        }
    }
}
