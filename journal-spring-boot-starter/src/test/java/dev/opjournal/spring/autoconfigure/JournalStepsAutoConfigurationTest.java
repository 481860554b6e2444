package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

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
                        .hasMessageContaining("of kind vm.provision.clone:")
                        .hasMessageContaining("the beans ownHandler and journalStepRunner (which runs steps)."));
    }

    @Test
    void twoRunnersOfOneDefinitionStopTheStart() {
        runner.withUserConfiguration(OwnRunner.class, OtherRunner.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("ownRunner (which runs steps)")
                        .hasMessageContaining("otherRunner (which runs steps)"));
    }

    @Test
    void theRunnerDoesNotWaitToBeAskedFor() {
        runner.withUserConfiguration(Provision.class, Again.class)
                .withBean(LazyInitializationBeanFactoryPostProcessor.class)
                .withPropertyValues("journal.recovery.enabled=false")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("Two definitions of steps are named vm.provision"));
    }

    @Test
    void whatWasBegunAndFoundNoThreadIsRunByRecoveryOrEndsAsFailed() {
        runner.withUserConfiguration(Placing.class, OwnDefinition.class).run(context -> {
            Journal journal = context.getBean(Journal.class);
            journal.begin(OperationSpec.of("placing").opId("resumed")).release("no thread was free");
            journal.begin(OperationSpec.of("own").opId("rolled-back")).release("no thread was free");

            context.getBean(Recovery.class).start();

            await().until(() -> journal.inFlight().isEmpty());
            assertThat(journal.latest("resumed").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
            assertThat(journal.latest("rolled-back").orElseThrow().state()).isEqualTo(OpState.FAILED);
            assertThat(journal.latest("rolled-back.1")).isEmpty();
        });
    }

    @Test
    void withoutRecoveryThereIsARunner() {
        runner.withUserConfiguration(Provision.class)
                .withPropertyValues("journal.recovery.enabled=false")
                .run(context ->
                        assertThat(context).hasSingleBean(StepRunner.class).doesNotHaveBean(Recovery.class));
    }

    @Test
    void theJournalClosesAfterWhateverRunsSteps() {
        runner.withUserConfiguration(Provision.class, LastWords.class).run(context -> {
            LastWords lastWords = context.getBean(LastWords.class);

            context.close();

            assertThat(lastWords.end)
                    .hasValueSatisfying(end -> assertThat(end.state()).isEqualTo(OpState.SUCCEEDED));
        });
    }

    @Test
    void aContextBelowRunsTheDefinitionsOfItsParent() {
        runner.withUserConfiguration(Provision.class)
                .run(parent -> runner.withParent(parent)
                        .run(child -> assertThat(child)
                                .hasNotFailed()
                                .getBean(StepRunner.class)
                                .isSameAs(parent.getBean(StepRunner.class))));
    }

    @Test
    void definitionsOfAContextBelowAreNotAmongThoseOfItsParent() {
        runner.withUserConfiguration(OwnDefinition.class)
                .run(parent -> runner.withParent(parent)
                        .withUserConfiguration(Provision.class)
                        .run(child -> assertThatIllegalArgumentException()
                                .isThrownBy(
                                        () -> child.getBean(StepRunner.class).run(OperationSpec.of("vm.provision")))
                                .withMessage(
                                        "No steps are defined for vm.provision; there are [own]. Register a definition of"
                                                + " that name.")));
    }

    @Test
    void resultsAreWrittenByTheApplicationsMapper() {
        runner.withUserConfiguration(Placing.class)
                .withBean(
                        JsonMapper.class,
                        () -> JsonMapper.builder()
                                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                                .build())
                .run(context -> assertThat(context.getBean(StepRunner.class)
                                .run(OperationSpec.of("placing"))
                                .result())
                        .contains("{\"Node\":\"pve1\"}"));
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
    static class OtherRunner {
        @Bean
        StepRunner otherRunner(Journal journal) {
            return new StepRunner(
                    journal, List.of(Steps.named("own").step("one", step -> {}).onCrash(CrashPolicy.ROLL_BACK)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDefinition {
        @Bean
        Steps own() {
            return Steps.named("own").step("one", step -> {}).onCrash(CrashPolicy.ROLL_BACK);
        }
    }

    record Placed(String node) {}

    @Configuration(proxyBeanMethods = false)
    static class Placing {
        @Bean
        Steps placing() {
            return Steps.named("placing")
                    .step("one", step -> step.result(new Placed("pve1")))
                    .onCrash(CrashPolicy.RESUME);
        }
    }

    /** Runs an operation when it is destroyed. */
    @Configuration(proxyBeanMethods = false)
    static class LastWords implements DisposableBean {
        final AtomicReference<JournalEntry> end = new AtomicReference<>();
        private final StepRunner runner;

        LastWords(StepRunner runner) {
            this.runner = runner;
        }

        @Override
        public void destroy() {
            end.set(runner.run(OperationSpec.of("last.words")));
        }

        @Bean
        static Steps lastWords() {
            return Steps.named("last.words").step("one", step -> {}).onCrash(CrashPolicy.ROLL_BACK);
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
