package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.file.FileJournal;
import dev.opjournal.spring.InvalidAnnotationException;
import dev.opjournal.spring.Journaled;
import dev.opjournal.spring.RunningApplication;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.ClassUtils;

/** A bean with journaled methods has a proxy, or is refused. */
class JournaledProxyTest extends WithFile {
    private ApplicationContextRunner with(Class<?>... beans) {
        return AnnotatedApplication.with(file, beans);
    }

    private void assertJournaled(int calls) {
        assertThat(Entries.states(file)).hasSize(2 * calls);
    }

    private static void assertRefused(ApplicationContextRunner runner, String problem) {
        runner.run(context -> assertThat(AnnotatedApplication.refusal(context))
                .hasMessageContaining("Starts.start(String)")
                .hasMessageContaining(problem));
    }

    @Test
    void anApplicationNeedsNoAspectJ() {
        assertThat(ClassUtils.isPresent("org.aspectj.weaver.Advice", getClass().getClassLoader()))
                .isFalse();
        try (RunningApplication application = RunningApplication.start(file, Starts.class)) {
            application.bean(Starts.class).start("101");

            assertThat(AopUtils.isCglibProxy(application.bean(Starts.class))).isTrue();
            assertJournaled(1);
        }
    }

    @Test
    void anInterfaceIsEnoughWhereTheApplicationAsksForIt() {
        with(StartsBehindInterface.class)
                .withPropertyValues("spring.aop.proxy-target-class=false")
                .run(context -> {
                    context.getBean(Starter.class).start("101");
                    assertThat(Proxy.isProxyClass(context.getBean(Starter.class).getClass()))
                            .isTrue();
                    assertJournaled(1);
                });
    }

    @Test
    void anAnnotationOnAnInterfaceCountsForItsClasses() {
        with(StartsByContract.class).run(context -> {
            context.getBean(StartsByContract.class).start("101");
            assertThat(Entries.last(file).path("target").asString())
                    .as("the expression uses the names beside it")
                    .isEqualTo("101");
        });
    }

    @Test
    void whoeverCallsByTheInterfaceIsJournaledOnceWhateverTheProxy() {
        for (boolean byClass : new boolean[] {true, false}) {
            Path other = directory.resolve("by-class-" + byClass);
            AnnotatedApplication.with(other, StartsByContract.class)
                    .withPropertyValues("spring.aop.proxy-target-class=" + byClass)
                    .run(context -> {
                        @SuppressWarnings("unchecked")
                        Contract<String> starts = context.getBean(Contract.class);
                        starts.start("101");
                        starts.restart("102");

                        assertThat(Proxy.isProxyClass(starts.getClass())).isNotEqualTo(byClass);
                        assertThat(Entries.in(other))
                                .extracting(entry -> entry.path("target").asString())
                                .containsExactly("101", "101", "102", "102");
                    });
        }
    }

    @Test
    void aMethodThatNoInterfaceHasIsRefusedWhereProxiesHaveInterfacesAlone() {
        with(StartsBesideInterface.class)
                .withPropertyValues("spring.aop.proxy-target-class=false")
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("StartsBesideInterface.start(String)")
                        .hasMessageContaining("interfaces alone"));
    }

    @Test
    void aBeanWithoutProxyIsRefused() {
        assertRefused(with(Starts.class).withPropertyValues("spring.aop.auto=false"), "no proxy");
    }

    @Test
    void withoutAnnotationsNobodyNeedsAProxy() {
        with(StartsBehindInterface.NotAnnotated.class)
                .withPropertyValues("spring.aop.auto=false")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aBeanThatIsMadeTooEarlyIsRefused() {
        assertRefused(with(TooEarly.class), "no proxy");
    }

    @Test
    void anObjectThatSpringDidNotMakeIsRefused() {
        assertRefused(
                with().withInitializer(context -> context.getBeanFactory().registerSingleton("starts", new Starts())),
                "no proxy");
    }

    @Test
    void aMockNeedsNoProxy() {
        with().withInitializer(
                        context -> context.getBeanFactory().registerSingleton("starts", Mockito.mock(Starts.class)))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aBeanIsRefusedWhereThereIsNoJournal() {
        assertRefused(with(Starts.class).withPropertyValues("journal.enabled=false"), "no Journal bean");
    }

    @Test
    void anOwnJournalTakesTheEntries() {
        Path own = directory.resolve("own.journal");
        with(Starts.class)
                .withPropertyValues("journal.enabled=false")
                .withBean(Journal.class, () -> FileJournal.open(own))
                .run(context -> {
                    context.getBean(Starts.class).start("101");
                    assertThat(Entries.states(own)).containsExactly("started", "succeeded");
                });
    }

    @Test
    void aPrototypeIsJournaledAndLookedAtWhenItIsMade() {
        with(Prototypes.class).run(context -> {
            context.getBean(Starts.class).start("101");
            context.getBean(Starts.class).start("102");
            assertJournaled(2);
        });
        with(Prototypes.class).withPropertyValues("spring.aop.auto=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThatThrownBy(() -> context.getBean(Starts.class))
                    .hasRootCauseInstanceOf(InvalidAnnotationException.class);
        });
    }

    @Test
    void aScopedBeanIsJournaledBehindItsScopedProxy() {
        with(Scoped.class).run(context -> {
            context.getBean(Starts.class).start("101");
            assertJournaled(1);
        });
    }

    @Test
    void aLazyBeanIsJournaledAndLookedAtWhenItIsMade() {
        with(LazyStarts.class).run(context -> {
            context.getBean(Starts.class).start("101");
            assertJournaled(1);
        });
        with(LazyStarts.class).withPropertyValues("spring.aop.auto=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThatThrownBy(() -> context.getBean(Starts.class))
                    .hasRootCauseInstanceOf(InvalidAnnotationException.class);
        });
    }

    @Test
    void whatCanBeReadOfALazyBeanIsReadAtTheStart() {
        with(UnknownName.class)
                .withBean(LazyInitializationBeanFactoryPostProcessor.class)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("UnknownName.start(String)")
                        .hasMessageContaining("#vmdi"));
    }

    @Test
    void beansInACircleAreJournaled() {
        with(Other.class, One.class).withAllowCircularReferences(true).run(context -> {
            context.getBean(Other.class).start("101");
            assertJournaled(1);
        });
    }

    @Test
    void aCallWithinABeanGoesPastItsProxy() {
        with(CallsItself.class).run(context -> {
            context.getBean(CallsItself.class).startBoth();
            assertThat(Entries.in(file)).isEmpty();
        });
    }

    @Test
    void theJournalIsClosedBehindWhoeverUsesAJournaledBean() {
        with(StopsAtTheEnd.class, Starts.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertJournaled(1);
    }

    @Test
    void aFirstCallAfterTheCloseOpensNoJournal() {
        Starts[] outlasting = new Starts[1];
        with(Starts.class).run(context -> outlasting[0] = context.getBean(Starts.class));

        assertThatThrownBy(() -> outlasting[0].start("101")).isInstanceOf(JournalClosedException.class);

        assertThat(Entries.in(file)).isEmpty();
        try (FileJournal next = FileJournal.open(file)) {
            assertThat(next.inFlight()).isEmpty();
        }
    }

    static class Starts {
        @Journaled(kind = "vm.start", target = "#vmid")
        public void start(String vmid) {}
    }

    interface Starter {
        void start(String id);
    }

    static final class StartsBehindInterface implements Starter {
        @Override
        @Journaled(kind = "vm.start", target = "#vmid")
        public void start(String vmid) {}

        static class NotAnnotated {}
    }

    static class StartsBesideInterface implements Runnable {
        @Override
        public void run() {}

        @Journaled(kind = "vm.start", target = "#vmid")
        public void start(String vmid) {}
    }

    interface Contract<T> {
        @Journaled(kind = "vm.start", target = "#id")
        void start(T id);

        @Journaled(kind = "vm.restart", target = "#id")
        default void restart(T id) {}
    }

    static class StartsByContract implements Contract<String> {
        @Override
        public void start(String vmid) {}
    }

    static class UnknownName {
        @Journaled(kind = "vm.start", target = "#vmdi")
        public void start(String vmid) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class TooEarly {
        @Bean
        static FirstOfAll needsStarts(Starts starts) {
            return new FirstOfAll();
        }

        @Bean
        static Starts starts() {
            return new Starts();
        }
    }

    /** Is there before what makes proxies. */
    static class FirstOfAll implements BeanPostProcessor, PriorityOrdered {
        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototypes {
        @Bean
        @Scope(BeanDefinition.SCOPE_PROTOTYPE)
        Starts starts() {
            return new Starts();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Scoped {
        @Bean
        @Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
        Starts starts() {
            return new Starts();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyStarts {
        @Bean
        @Lazy
        Starts starts() {
            return new Starts();
        }
    }

    static class One {
        @Autowired
        void other(Other unused) {}
    }

    static class Other {
        @Autowired
        void one(One unused) {}

        @Journaled(kind = "vm.start", target = "#vmid")
        public void start(String vmid) {}
    }

    static class CallsItself {
        public void startBoth() {
            start("101");
        }

        @Journaled(kind = "vm.start", target = "#vmid")
        public void start(String vmid) {}
    }

    static class StopsAtTheEnd implements DisposableBean {
        private final Starts starts;

        StopsAtTheEnd(Starts starts) {
            this.starts = starts;
        }

        @Override
        public void destroy() {
            starts.start("101");
        }
    }
}
