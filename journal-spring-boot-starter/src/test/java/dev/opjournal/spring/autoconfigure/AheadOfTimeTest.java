package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.opjournal.Operation;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.spring.Journaled;
import dev.opjournal.spring.RecoveryHandlerFor;
import dev.opjournal.spring.actuate.JournalEndpoint;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.Steps;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What the starter gives to an application that is processed ahead of time, for the JVM or for a native image. */
class AheadOfTimeTest {
    private static final JavaClasses ACTUATE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.opjournal.spring.actuate");

    private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

    @TempDir
    Path directory;

    private Path file;
    private RuntimeHints hints;

    @BeforeEach
    void processAnApplicationWithAllThatTheStarterHas() {
        file = directory.resolve("ops.journal");
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("dev.opjournal.spring.autoconfigure", "Application")), files);
        try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of("journal.path=" + file, "management.endpoints.web.exposure.include=journal")
                    .applyTo(application);
            application.register(
                    Definitions.class,
                    JournalAutoConfiguration.class,
                    JournalStepsAutoConfiguration.class,
                    JournalRecoveryAutoConfiguration.class,
                    JournalHealthAutoConfiguration.class,
                    JournalEndpointAutoConfiguration.class,
                    JournalListenerAutoConfiguration.class,
                    JournalEventsAutoConfiguration.class,
                    JournalExecutionAutoConfiguration.class,
                    JournalAnnotationsAutoConfiguration.class,
                    Cards.class,
                    Handlers.class);
            new ApplicationContextAotGenerator().processAheadOfTime(application, generation);
            generation.writeGeneratedContent();
        }
        hints = generation.getRuntimeHints();
    }

    @Test
    void beansAreMadeByGeneratedCode() {
        assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
                .anyMatch(source -> source.endsWith("JournalAutoConfiguration__BeanDefinitions.java"))
                .anyMatch(source -> source.endsWith("JournalRecoveryAutoConfiguration__BeanDefinitions.java"))
                .anyMatch(source -> source.endsWith("JournalStepsAutoConfiguration__BeanDefinitions.java"))
                .anyMatch(source -> source.endsWith("JournalHealthAutoConfiguration__BeanDefinitions.java"))
                .anyMatch(source -> source.endsWith("JournalEndpointAutoConfiguration__BeanDefinitions.java"));
    }

    @Test
    void noJournalIsOpenedMeanwhile() {
        assertThat(file).doesNotExist();
    }

    @Test
    void propertiesCanBeBound() {
        assertThat(List.of(
                        JournalProperties.class,
                        JournalProperties.Recovery.class,
                        JournalProperties.Backoff.class,
                        JournalProperties.Retention.class,
                        JournalHealthProperties.class,
                        JournalEndpointProperties.class))
                .allSatisfy(properties -> assertThat(RuntimeHintsPredicates.reflection()
                                .onConstructorInvocation(properties.getDeclaredConstructors()[0]))
                        .as(properties.getName())
                        .accepts(hints));
    }

    @Test
    void everyAnswerOfTheEndpointCanBeWritten() {
        assertThat(ACTUATE.stream().filter(type -> type.getSimpleName().endsWith("Descriptor")))
                .hasSizeGreaterThanOrEqualTo(5)
                .anyMatch(type -> type.getSimpleName().equals("StepDescriptor"))
                .allSatisfy(type -> {
                    for (RecordComponent component : type.reflect().getRecordComponents()) {
                        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
                                .as("%s.%s", type.getSimpleName(), component.getName())
                                .accepts(hints);
                    }
                });
    }

    @Test
    void everyOperationOfTheEndpointCanBeCalled() {
        Arrays.stream(JournalEndpoint.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ReadOperation.class)
                        || method.isAnnotationPresent(WriteOperation.class))
                .forEach(operation -> assertThat(
                                RuntimeHintsPredicates.reflection().onMethodInvocation(operation))
                        .as(operation.toString())
                        .accepts(hints));
    }

    @Test
    void theFailureAnalyzerIsFound() {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(JournalFailureAnalyzer.class)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints);
    }

    @Test
    void annotatedMethodsCanBeCalled() throws Exception {
        for (Method called : List.of(
                Cards.class.getDeclaredMethod("charge", Order.class, String.class),
                Handlers.class.getDeclaredMethod("chargeCutOff", Operation.class))) {
            assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(called))
                    .as(called.toString())
                    .accepts(hints);
        }
    }

    @Test
    void whatIsReplayedCanBeRead() throws Exception {
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(Receipt.class.getDeclaredConstructors()[0]))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Receipt.class.getDeclaredMethod("number")))
                .accepts(hints);
    }

    @Test
    void whatAnExpressionAsksOfAnArgumentCanBeAsked() throws Exception {
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Order.class.getDeclaredMethod("id")))
                .accepts(hints);
    }

    record Order(String id) {}

    record Receipt(int number) {}

    static class Cards {
        @Journaled(kind = "card.charge", target = "#order.id", idempotencyKey = "#key")
        public CompletionStage<List<Receipt>> charge(Order order, String key) {
            return CompletableFuture.completedFuture(List.of(new Receipt(key.length())));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Definitions {
        @Bean
        static Steps provision() {
            return Steps.named("vm.provision").step("clone", step -> {}).onCrash(CrashPolicy.RESUME);
        }
    }

    static class Handlers {
        @RecoveryHandlerFor("card.charge")
        RecoveryDecision chargeCutOff(Operation charge) {
            return RecoveryDecision.stillRunning();
        }
    }
}
