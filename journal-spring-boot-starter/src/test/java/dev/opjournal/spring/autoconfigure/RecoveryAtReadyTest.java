package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryReport;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.RunningApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@ExtendWith(OutputCaptureExtension.class)
class RecoveryAtReadyTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aJournalWithAnInterruptedOperation() {
        file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start");
    }

    @Test
    void theFirstPassIsOverBeforeTheApplicationTakesTraffic() {
        try (RunningApplication application = RunningApplication.start(file, Witness.class)) {
            assertThat(application.bean(Witness.class).seen)
                    .containsExactly(
                            "started", "asked about vm.start-1", "ready listener sees succeeded", "ACCEPTING_TRAFFIC");
        }
    }

    @Test
    void theFirstPassIsOverBeforeTheApplicationTakesTrafficEvenWhenEventsAreAsynchronous() {
        try (RunningApplication application = RunningApplication.start(file, AsynchronousWitness.class)) {
            Journal journal = application.journal();
            assertThat(journal.latest("vm.start-1").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
        }
    }

    @Test
    void theFirstPassIsOverBeforeTheApplicationTakesTrafficEvenWhenBeansAreLazy() {
        try (RunningApplication application =
                RunningApplication.start(file, Settling.class, "spring.main.lazy-initialization=true")) {
            assertThat(application.journal().latest("vm.start-1").orElseThrow().state())
                    .isEqualTo(OpState.SUCCEEDED);
        }
    }

    @Test
    void aFirstPassThatTakesTooLongGoesOnInTheBackground(CapturedOutput output) {
        try (RunningApplication application =
                RunningApplication.start(file, Blocking.class, "journal.recovery.timeout=10ms")) {
            assertThat(application.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.RUNNING, 0, 0, 1, 0, 0));
            assertThat(output).contains("The first pass of recovery is not over (waited PT0.01S at most)");

            application.bean(Blocking.class).release.countDown();

            await().untilAsserted(
                            () -> assertThat(application.bean(Recovery.class).report())
                                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 1, 0, 0, 0, 0)));
        }
    }

    @Test
    void withoutATimeoutTheApplicationDoesNotWait(CapturedOutput output) {
        try (RunningApplication application =
                RunningApplication.start(file, Blocking.class, "journal.recovery.timeout=0")) {
            assertThat(output).doesNotContain("The first pass of recovery is not over");

            application.bean(Blocking.class).release.countDown();

            await().untilAsserted(() -> assertThat(
                            application.bean(Recovery.class).report().recovered())
                    .isEqualTo(1));
        }
    }

    @Test
    void anApplicationThatIsStoppedDuringTheFirstPassDoesNotWaitForIt(CapturedOutput output) throws Exception {
        CompletableFuture<ConfigurableApplicationContext> asked = new CompletableFuture<>();
        StoppedMeanwhile.asked = asked;
        CompletableFuture<Void> start = CompletableFuture.runAsync(
                () -> RunningApplication.start(file, StoppedMeanwhile.class, "journal.recovery.timeout=1h")
                        .close());

        asked.get(1, TimeUnit.MINUTES).close();

        assertThat(start).succeedsWithin(1, TimeUnit.MINUTES);
        assertThat(output).doesNotContain("The first pass of recovery is not over");
    }

    @Test
    void handlersEndBeforeTheJournalDoes() throws Exception {
        try (RunningApplication application =
                RunningApplication.start(file, LastWords.class, "journal.recovery.timeout=0")) {
            assertThat(application.bean(LastWords.class).asked.await(1, TimeUnit.MINUTES))
                    .isTrue();
        }

        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.latest("vm.start-1").orElseThrow().task()).contains("task seen at the end");
        }
    }

    @Test
    void whatHandlersThrowDoesNotReachTheApplication() {
        try (RunningApplication application = RunningApplication.start(
                file, Throwing.class, "journal.recovery.max-attempts=1", "journal.recovery.backoff.first=1ms")) {
            assertThat(application.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 0, 0, 0, 1, 0));
            assertThat(application.journal().inFlight()).hasSize(1);
        }
    }

    @Test
    void aRecoveryThatWasClosedBeforeDoesNotReachTheApplication() {
        try (RunningApplication application = RunningApplication.start(file, ClosingEarly.class)) {
            assertThat(application.context().isActive()).isTrue();
            assertThat(application.journal().inFlight()).hasSize(1);
        }
    }

    @Test
    void aJournalThatRecoveryCannotListenToDoesNotReachTheApplication(CapturedOutput output) {
        try (RunningApplication application = RunningApplication.start(file, Deaf.class)) {
            assertThat(application.context().isActive()).isTrue();
            assertThat(output).contains("Recovery could not be started; interrupted operations stay in flight.");
        }
    }

    @Test
    void anOperationWithoutAHandlerStaysInFlight() {
        try (RunningApplication application = RunningApplication.start(file, RunningApplication.NoBeans.class)) {
            assertThat(application.bean(Recovery.class).report())
                    .isEqualTo(new RecoveryReport(RecoveryReport.State.COMPLETED, 0, 0, 0, 0, 1));
            assertThat(application.journal().inFlight()).hasSize(1);
        }
    }

    @Test
    void whatIsReleasedWhileTheApplicationRunsIsRecovered() {
        try (RunningApplication application = RunningApplication.start(file, Settling.class)) {
            Journal journal = application.journal();
            OperationSpec oneShot = OperationSpec.of("vm.start").opId("op-2").idempotencyKey("job-1");

            assertThatThrownBy(() -> journal.execute(oneShot, operation -> {
                        throw new UncheckedIOException(new IOException("no answer"));
                    }))
                    .isInstanceOf(UncheckedIOException.class);

            await().untilAsserted(() ->
                    assertThat(journal.latest("op-2").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED));
            assertThat(journal.alreadyApplied("job-1")).isTrue();
        }
    }

    private static RecoveryHandler settling() {
        return RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.succeeded());
    }

    @Configuration(proxyBeanMethods = false)
    static class Settling {
        @Bean
        RecoveryHandler handler() {
            return settling();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Witness {
        final List<String> seen = new CopyOnWriteArrayList<>();
        private final Thread starting = Thread.currentThread();

        @Bean
        RecoveryHandler handler(Witness witness) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                // Gives an application that does not wait the time to run ahead.
                await().until(() -> witness.isHeldBack() || witness.seen.contains("ACCEPTING_TRAFFIC"));
                witness.seen.add("asked about " + operation.opId());
                return RecoveryDecision.succeeded();
            });
        }

        private boolean isHeldBack() {
            return Arrays.stream(starting.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("awaitFirstPass"));
        }

        @EventListener
        void started(ApplicationStartedEvent event) {
            seen.add("started");
        }

        @EventListener
        @Order(Ordered.HIGHEST_PRECEDENCE + 1)
        void ready(ApplicationReadyEvent event) {
            Journal journal = event.getApplicationContext().getBean(Journal.class);
            seen.add("ready listener sees "
                    + journal.latest("vm.start-1").orElseThrow().state().text());
        }

        @EventListener
        void readiness(AvailabilityChangeEvent<ReadinessState> event) {
            if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
                seen.add(event.getState().name());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AsynchronousWitness extends Settling {
        // An executor that runs nothing: a listener that is left to it is never called.
        @Bean
        SimpleApplicationEventMulticaster applicationEventMulticaster() {
            Executor never = task -> {};
            SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
            multicaster.setTaskExecutor(never);
            return multicaster;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Blocking {
        final CountDownLatch release = new CountDownLatch(1);

        @Bean
        RecoveryHandler handler(Blocking blocking) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                blocking.release.await();
                return RecoveryDecision.succeeded();
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class StoppedMeanwhile {
        static volatile CompletableFuture<ConfigurableApplicationContext> asked;

        @Bean
        RecoveryHandler handler(ConfigurableApplicationContext context) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                asked.complete(context);
                new CountDownLatch(1).await();
                return RecoveryDecision.succeeded();
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LastWords {
        final CountDownLatch asked = new CountDownLatch(1);

        @Bean
        RecoveryHandler handler(LastWords lastWords) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                lastWords.asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException stopped) {
                    operation.taskRunning("task seen at the end");
                }
                return RecoveryDecision.stillRunning();
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Throwing {
        @Bean
        RecoveryHandler handler() {
            return RecoveryHandler.forKind("vm.start", operation -> {
                throw new IOException("no route to host");
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ClosingEarly {
        @EventListener
        void started(ApplicationStartedEvent event) {
            event.getApplicationContext().getBean(Recovery.class).close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Deaf {
        @Bean
        Journal deafJournal() {
            return (Journal) Proxy.newProxyInstance(
                    Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("addListener")) {
                            throw new UnsupportedOperationException("listeners");
                        }
                        return null;
                    });
        }
    }
}
