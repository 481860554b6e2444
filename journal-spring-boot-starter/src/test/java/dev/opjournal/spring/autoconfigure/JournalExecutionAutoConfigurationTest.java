package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.metrics.JournalMdc;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@ExtendWith(OutputCaptureExtension.class)
class JournalExecutionAutoConfigurationTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").opId("op-1").target("101");

    @TempDir
    Path directory;

    private Path file;
    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        MDC.put("request", "r-1");
        file = directory.resolve("ops.journal");
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalExecutionAutoConfiguration.class,
                        JournalObservationAutoConfiguration.class))
                .withPropertyValues("journal.path=" + file);
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    private static void isAsItWas() {
        assertThat(MDC.getCopyOfContextMap()).containsOnly(entry("request", "r-1"));
    }

    private static void names(String opId, String kind) {
        assertThat(MDC.getCopyOfContextMap())
                .containsOnly(entry("request", "r-1"), entry("journal.opId", opId), entry("journal.kind", kind));
    }

    @Test
    void theMdcNamesTheOperationWhileItsBodyRuns() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);

            String result = journal.execute(START, operation -> {
                names("op-1", "vm.start");
                return "done";
            });
            Integer typed = journal.execute(OperationSpec.of("vm.stop").opId("op-2"), Integer.class, operation -> {
                names("op-2", "vm.stop");
                return 7;
            });

            isAsItWas();
            assertThat(result).isEqualTo("done");
            assertThat(typed).isEqualTo(7);
            assertThat(journal.latest("op-1").orElseThrow().result()).contains("\"done\"");
        });
    }

    @Test
    void theMdcIsAsItWasWhenTheBodyThrows() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);
            IOException checked = new IOException("no answer");

            assertThatThrownBy(() -> journal.execute(START, operation -> {
                        throw checked;
                    }))
                    .isSameAs(checked);

            isAsItWas();
            assertThat(journal.latest("op-1").orElseThrow().state()).isEqualTo(OpState.FAILED);
        });
    }

    @Test
    void anOperationInAnotherHasTheMdcUntilItEnds() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);
            journal.execute(START, outer -> {
                journal.execute(OperationSpec.of("vm.config").opId("op-2"), inner -> {
                    names("op-2", "vm.config");
                    return null;
                });
                names("op-1", "vm.start");
                return null;
            });
            isAsItWas();
        });
    }

    @Test
    void theMdcNamesTheOperationThatARecoveryHandlerSettles() {
        Interrupted.leave(file, "vm.start");
        List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
        runner.withConfiguration(AutoConfigurations.of(JournalRecoveryAutoConfiguration.class))
                .withBean(
                        RecoveryHandler.class,
                        () -> RecoveryHandler.forKind("vm.start", operation -> {
                            seen.add(MDC.getCopyOfContextMap());
                            return RecoveryDecision.succeeded();
                        }))
                .run(context -> {
                    context.getBean(Recovery.class).start();

                    await().untilAsserted(() -> assertThat(
                                    context.getBean(Journal.class).inFlight())
                            .isEmpty());
                    assertThat(seen).containsExactly(Map.of("journal.opId", "vm.start-1", "journal.kind", "vm.start"));
                });
    }

    @Test
    void everythingElsePassesThrough() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);
            List<JournalEntry> heard = new CopyOnWriteArrayList<>();
            journal.addListener(heard::add);
            Operation start = journal.begin(START.idempotencyKey("job-1"));
            start.release("no answer");

            assertThat(journal.interrupted()).containsExactly(start.entry()).isEqualTo(journal.inFlight());
            assertThat(journal.takeOver("op-1", taken -> taken.succeeded("done")))
                    .isTrue();
            assertThat(journal.takeOver("op-1", taken -> taken.succeeded("again")))
                    .isFalse();
            assertThat(journal.history("op-1")).hasSize(3);
            assertThat(journal.alreadyApplied("job-1")).isTrue();
            await().untilAsserted(() -> assertThat(heard).hasSize(3));
            assertThat(journal).hasToString("journal " + file);
            journal.close();
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
        });
    }

    @Test
    void theJournalIsClosedWithTheContext() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);
            context.getSourceApplicationContext().close();
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
        });
    }

    @Test
    void theApplicationsOwnJournalIsNamedInTheMdcToo() {
        runner.withUserConfiguration(OwnJournal.class).run(context -> {
            Journal journal = context.getBean(Journal.class);

            journal.execute(START, operation -> {
                names("op-1", "vm.start");
                return null;
            });

            assertThat(journal).isInstanceOf(Named.class);
            assertThat(((Named) journal).name()).isEqualTo("own");
        });
    }

    @Test
    void aJournalThatIsDeclaredByItsClassIsStillInjectedByIt(CapturedOutput output) {
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(JournalProxies.class.getName(), LogLevel.INFO);
        runner.withUserConfiguration(DeclaredByClass.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Keeper.class).journal())
                    .isSameAs(context.getBean(Journal.class))
                    .isSameAs(context.getBean(FileJournal.class));
            assertThat(output)
                    .contains("The journal fileJournal is declared as dev.opjournal.file.FileJournal, a class");
        });
    }

    @Test
    void whoNeedsTheFileJournalItselfFindsItBehindTheProxy() {
        runner.run(context -> assertThat(AopProxyUtils.getSingletonTarget(context.getBean(Journal.class)))
                .isInstanceOf(FileJournal.class));
    }

    @Test
    void aJournalThatWasRegisteredByHandStaysAsItIs() {
        try (FileJournal own = FileJournal.open(file)) {
            runner.withInitializer(context -> context.getBeanFactory().registerSingleton("own", own))
                    .run(context -> assertThat(context.getBean(Journal.class)).isSameAs(own));
        }
    }

    @Test
    void nothingIsBetweenWhenTheJournalIsDisabled() {
        runner.withPropertyValues("journal.enabled=false")
                .withBean(Journal.class, () -> FileJournal.open(file))
                .run(context -> {
                    assertThat(AopUtils.isAopProxy(context.getBean(Journal.class)))
                            .isFalse();
                    assertThat(context).doesNotHaveBean(JournalMdc.class);
                });
    }

    @Test
    void theMdcNeedsNoMicrometer() {
        runner.withConfiguration(AutoConfigurations.of(
                        JournalMetricsAutoConfiguration.class,
                        JournalRecoveryAutoConfiguration.class,
                        JournalEventsAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(Journal.class).execute(START, operation -> {
                        names("op-1", "vm.start");
                        return null;
                    });
                });
    }

    @Test
    void aNativeImageKnowsTheProxy() {
        RuntimeHints hints = new RuntimeHints();

        new JournalExecutionAutoConfiguration.ProxyHints().registerHints(hints, null);

        assertThat(RuntimeHintsPredicates.proxies()
                        .forInterfaces(AopProxyUtils.completeJdkProxyInterfaces(Journal.class)))
                .accepts(hints);
        runner.run(
                context -> assertThat(context.getBean(Journal.class).getClass().getInterfaces())
                        .containsExactly(AopProxyUtils.completeJdkProxyInterfaces(Journal.class)));
    }

    interface Named {
        String name();
    }

    private static FileJournal open(Environment environment) {
        return FileJournal.open(Path.of(environment.getRequiredProperty("journal.path")));
    }

    /** A journal of the application's own, that is more than a journal. */
    @Configuration(proxyBeanMethods = false)
    static class OwnJournal {
        @Bean
        Journal ownJournal(Environment environment) {
            FileJournal real = open(environment);
            Class<?>[] types = {Journal.class, Named.class};
            return (Journal) Proxy.newProxyInstance(getClass().getClassLoader(), types, (proxy, method, arguments) -> {
                if (method.getName().equals("name")) {
                    return "own";
                }
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DeclaredByClass {
        @Bean
        FileJournal fileJournal(Environment environment) {
            return open(environment);
        }

        @Bean
        Keeper keeper(FileJournal journal) {
            return new Keeper(journal);
        }
    }

    record Keeper(FileJournal journal) {}
}
