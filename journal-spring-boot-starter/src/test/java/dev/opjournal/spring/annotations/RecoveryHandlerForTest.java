package dev.opjournal.spring.annotations;

import static dev.opjournal.spring.FailedStart.assertThatAnalysisIsPrinted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryOptions;
import dev.opjournal.spring.FailedStart;
import dev.opjournal.spring.HandlesForOthers;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.Journaled;
import dev.opjournal.spring.RecoveryHandlerFor;
import dev.opjournal.spring.RunningApplication;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

/** Handlers that are methods of beans. */
@ExtendWith(OutputCaptureExtension.class)
class RecoveryHandlerForTest extends WithFile {
    private JournalEntry settled(String opId) {
        try (Journal journal = FileJournal.open(file)) {
            return journal.latest(opId).orElseThrow();
        }
    }

    @Test
    void aMethodSettlesWhatWasInterrupted() {
        Interrupted.leave(file, "vm.start", "vm.stop");
        RunningApplication.start(file, Vms.class).close();

        assertThat(settled("vm.start-1").state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(settled("vm.start-1").result()).contains("\"task of vm.start\"");
        assertThat(settled("vm.stop-1").state()).isEqualTo(OpState.FAILED);
        assertThat(settled("vm.stop-1").error()).contains("it runs");
    }

    @Test
    void aMethodOfABeanWithAProxyIsCalledThroughIt() {
        Interrupted.leave(file, "vm.start");
        RunningApplication.start(file, Proxied.class).close();

        assertThat(settled("vm.start-1").result()).contains("\"by a bean with its fields set\"");
    }

    @Test
    void whatAMethodThrowsIsAskedAboutAgain() {
        Interrupted.leave(file, "vm.start");
        try (RunningApplication application =
                RunningApplication.start(file, Throwing.class, "journal.recovery.max-attempts=1")) {
            assertThat(application.bean(Recovery.class).report().givenUp()).isEqualTo(1);
        }
    }

    @Test
    void aBeanThatIsLazyOrOfAScopeIsAskedForWhenItIsNeeded() {
        Interrupted.leave(file, "vm.start", "vm.stop");
        RunningApplication.start(file, ScopedVms.class, "spring.main.lazy-initialization=true")
                .close();

        assertThat(settled("vm.start-1").state()).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void aRecoveryOfTheApplicationsOwnHasThemAmongItsHandlers() {
        Interrupted.leave(file, "vm.start");
        RunningApplication.start(file, OwnRecovery.class).close();

        assertThat(settled("vm.start-1").state()).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void nobodyIsAskedWhereRecoveryIsOff() {
        Interrupted.leave(file, "vm.start");
        RunningApplication.start(file, Vms.class, "journal.recovery.enabled=false")
                .close();

        assertThat(settled("vm.start-1").state()).isEqualTo(OpState.TASK_RUNNING);
    }

    @Test
    void twoMethodsForOneKindStopTheStart(CapturedOutput output) {
        JournalException failure = FailedStart.of(file, TwoMethods.class);

        assertThat(failure)
                .hasMessageContaining("vm.start")
                .hasMessageContaining(TwoMethods.class.getName() + ".one")
                .hasMessageContaining(TwoMethods.class.getName() + ".other");
        assertThatAnalysisIsPrinted(output, failure);
    }

    @Test
    void aMethodAndABeanForOneKindStopTheStart() {
        assertThat(FailedStart.of(file, MethodAndBean.class))
                .hasMessageContaining("vm.start")
                .hasMessageContaining(Vms.class.getName() + ".start")
                .hasMessageContaining("handlerBean");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(NoOperation.class, "takes an Operation"),
                Arguments.of(TwoArguments.class, "takes an Operation"),
                Arguments.of(NoDecision.class, "returns a RecoveryDecision"),
                Arguments.of(NoKind.class, "kind is empty"),
                Arguments.of(PrivateMethod.class, "private, static or final"),
                Arguments.of(StaticMethod.class, "private, static or final"),
                Arguments.of(FinalMethod.class, "private, static or final"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aMethodThatIsNoHandlerStopsTheStart(Class<?> bean, String problem) {
        AnnotatedApplication.with(file, bean)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("@RecoveryHandlerFor on " + bean.getName() + ".handle(")
                        .hasMessageContaining(problem));
    }

    @Test
    void aHandlerWhoseClassIsHiddenIsRefusedAndNotForgotten() {
        AnnotatedApplication.with(file, Hidden.class)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining(Vms.class.getName() + ".")
                        .hasMessageContaining("bean hidden")
                        .hasMessageContaining("return Vms"));
    }

    @Test
    void aMethodThatTheProxyDoesNotHaveStopsTheStart() {
        AnnotatedApplication.with(file, BehindInterface.class)
                .withPropertyValues("spring.aop.proxy-target-class=false")
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining(BehindInterface.class.getName() + ".handle(Operation)")
                        .hasMessageContaining("interfaces alone"));
    }

    @Test
    void aMethodThatTheProxyCannotReachStopsTheStart() {
        AnnotatedApplication.with(file, OfAnotherPackage.class)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining(OfAnotherPackage.class.getName() + ".handle(Operation)")
                        .hasMessageContaining("cannot reach the method"));
    }

    @Test
    void aReleasedCallGoesToTheMethodOfItsKindAtOnce() throws Exception {
        CountDownLatch settled = new CountDownLatch(1);
        try (RunningApplication application = RunningApplication.start(file, Charges.class)) {
            application.journal().addListener(entry -> {
                if (!entry.isInFlight()) {
                    settled.countDown();
                }
            });
            Charges charges = application.bean(Charges.class);
            assertThatThrownBy(() -> charges.charge("o-1")).hasMessage("no answer");

            assertThat(settled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(charges.charge("o-1")).isEqualTo("found at the bank");
        }
    }

    @Test
    void aBeanThatWasMadeForRecoveryIsThereUntilItsMethodHasEnded() throws InterruptedException {
        Interrupted.leave(file, "vm.start");
        AskedWhenCutOff handler;
        try (RunningApplication application = RunningApplication.start(
                file, AskedWhenCutOff.class, "spring.main.lazy-initialization=true", "journal.recovery.timeout=0")) {
            handler = application.bean(AskedWhenCutOff.class);
            assertThat(handler.asked.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(handler.history).containsExactly("ended", "destroyed");
    }

    interface Machines {}

    static class AskedWhenCutOff implements DisposableBean {
        final CountDownLatch asked = new CountDownLatch(1);
        final List<String> history = new CopyOnWriteArrayList<>();

        @RecoveryHandlerFor("vm.start")
        RecoveryDecision start(Operation operation) {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException cutOff) {
                history.add("ended");
            }
            return RecoveryDecision.stillRunning();
        }

        @Override
        public void destroy() {
            history.add("destroyed");
        }
    }

    static class Vms implements Machines {
        @RecoveryHandlerFor("vm.start")
        RecoveryDecision start(Operation operation) {
            return RecoveryDecision.succeeded(operation.task().orElseThrow());
        }

        @RecoveryHandlerFor("vm.stop")
        public RecoveryDecision stop(Operation operation) throws IOException {
            return RecoveryDecision.failed("it runs");
        }
    }

    static class Proxied {
        private final String fields = "by a bean with its fields set";

        @Journaled(kind = "vm.other")
        public void other() {}

        @RecoveryHandlerFor("vm.start")
        RecoveryDecision start(Operation operation) {
            return RecoveryDecision.succeeded(String.valueOf(fields));
        }
    }

    static class Throwing {
        @RecoveryHandlerFor("vm.start")
        RecoveryDecision start(Operation operation) throws IOException {
            throw new IOException("no answer");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ScopedVms {
        @Bean
        @Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
        Vms scoped() {
            return new Vms();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRecovery {
        @Bean
        Vms vms() {
            return new Vms();
        }

        @Bean
        Recovery ownRecovery(Journal journal, ObjectProvider<RecoveryHandler> handlers) {
            return new Recovery(journal, handlers.stream().toList(), RecoveryOptions.defaults());
        }
    }

    static class TwoMethods {
        @RecoveryHandlerFor("vm.start")
        RecoveryDecision one(Operation operation) {
            return RecoveryDecision.stillRunning();
        }

        @RecoveryHandlerFor("vm.start")
        RecoveryDecision other(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MethodAndBean {
        @Bean
        Vms vms() {
            return new Vms();
        }

        @Bean
        RecoveryHandler handlerBean() {
            return RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.stillRunning());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Hidden {
        @Bean
        Machines hidden() {
            return new Vms();
        }
    }

    static class NoOperation {
        @RecoveryHandlerFor("vm.start")
        RecoveryDecision handle(JournalEntry entry) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class TwoArguments {
        @RecoveryHandlerFor("vm.start")
        RecoveryDecision handle(Operation operation, String more) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class NoDecision {
        @RecoveryHandlerFor("vm.start")
        List<RecoveryDecision> handle(Operation operation) {
            return List.of();
        }
    }

    static class NoKind {
        @RecoveryHandlerFor("")
        RecoveryDecision handle(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class PrivateMethod {
        @RecoveryHandlerFor("vm.start")
        private RecoveryDecision handle(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class StaticMethod {
        @RecoveryHandlerFor("vm.start")
        static RecoveryDecision handle(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class FinalMethod {
        @RecoveryHandlerFor("vm.start")
        final RecoveryDecision handle(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class BehindInterface implements Runnable {
        @Override
        @Journaled(kind = "run")
        public void run() {}

        @RecoveryHandlerFor("run")
        public RecoveryDecision handle(Operation operation) {
            return RecoveryDecision.stillRunning();
        }
    }

    static class OfAnotherPackage extends HandlesForOthers {
        @Journaled(kind = "vm.start")
        public void start() {}
    }

    static class Charges {
        @Journaled(kind = "charge", target = "#order", idempotencyKey = "#order")
        public String charge(String order) {
            throw new IllegalStateException("no answer");
        }

        @RecoveryHandlerFor("charge")
        RecoveryDecision charged(Operation operation) {
            return RecoveryDecision.succeeded("found at the bank");
        }
    }
}
