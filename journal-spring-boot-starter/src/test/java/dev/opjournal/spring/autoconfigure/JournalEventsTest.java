package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryOptions;
import dev.opjournal.recovery.RecoveryReport;
import dev.opjournal.spring.Interrupted;
import dev.opjournal.spring.JournalOperationGivenUpEvent;
import dev.opjournal.spring.JournalRecoveryCompletedEvent;
import dev.opjournal.spring.RunningApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The events of an application: that recovery's first pass is over, and that it gave an operation up. */
@ExtendWith(OutputCaptureExtension.class)
class JournalEventsTest {
    private static final String[] ONE_ATTEMPT = {"journal.recovery.max-attempts=1", "journal.recovery.backoff.first=1ms"
    };

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aJournalWithAnInterruptedOperation() {
        file = directory.resolve("ops.journal");
        Interrupted.leave(file, "vm.start");
    }

    @Test
    void theEndOfTheFirstPassIsToldOnceWithItsReport() {
        try (RunningApplication application = RunningApplication.start(file, Settling.class)) {
            Hearing hearing = application.bean(Hearing.class);

            await().untilAsserted(() -> assertThat(hearing.completed)
                    .containsExactly(new JournalRecoveryCompletedEvent(
                            new RecoveryReport(RecoveryReport.State.COMPLETED, 1, 0, 0, 0, 0))));
            assertThat(hearing.threads).containsExactly("opjournal-recovery-completed");
            assertThat(hearing.givenUp).isEmpty();
        }
    }

    @Test
    void itIsToldAlsoIfNothingWasInterrupted() {
        try (RunningApplication application =
                RunningApplication.start(directory.resolve("new.journal"), Hearing.class)) {
            Hearing hearing = application.bean(Hearing.class);

            await().untilAsserted(() -> assertThat(hearing.completed)
                    .extracting(event -> event.report().state())
                    .containsExactly(RecoveryReport.State.COMPLETED));
        }
    }

    @Test
    void itIsToldWhenAPassThatTheApplicationDidNotWaitForIsOver() {
        try (RunningApplication application =
                RunningApplication.start(file, Blocking.class, "journal.recovery.timeout=0")) {
            Hearing hearing = application.bean(Hearing.class);
            await().until(() -> application.bean(Recovery.class).report().stillRunning() == 1);
            assertThat(hearing.completed).isEmpty();

            application.bean(RecoveryAtReadyTest.Blocking.class).release.countDown();

            await().untilAsserted(() -> assertThat(hearing.completed)
                    .extracting(event -> event.report().recovered())
                    .containsExactly(1L));
        }
    }

    @Test
    void itIsNotToldWhenRecoveryStopsBefore() throws Exception {
        RunningApplication application = RunningApplication.start(file, Blocking.class, "journal.recovery.timeout=0");
        Hearing hearing = application.bean(Hearing.class);
        application.close();

        await().untilAsserted(() -> assertThat(threads()).doesNotContain("opjournal-recovery-completed"));
        assertThat(hearing.completed).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void aSlowListenerHoldsUpNoStart() {
        try (RunningApplication application = RunningApplication.start(file, Slow.class)) {
            assertThat(application.context().isActive()).isTrue();
            assertThat(application.bean(Slow.class).heard.getCount()).isEqualTo(1);
            application.bean(Slow.class).release.countDown();
            await().until(() -> application.bean(Slow.class).heard.getCount() == 0);
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobody(CapturedOutput output) {
        try (RunningApplication application = RunningApplication.start(file, Throwing.class, ONE_ATTEMPT)) {
            await().untilAsserted(() -> assertThat(output)
                    .contains("A listener to the end of recovery's first pass failed")
                    .contains("A listener to the giving up of operation vm.start-1 failed"));
            assertThat(application.context().isActive()).isTrue();
            assertThat(application.journal().inFlight()).hasSize(1);
        }
    }

    @Test
    void anOperationThatIsGivenUpIsToldWithTheReason() {
        try (RunningApplication application = RunningApplication.start(file, Unable.class, ONE_ATTEMPT)) {
            Hearing hearing = application.bean(Hearing.class);

            await().untilAsserted(() -> assertThat(hearing.givenUp)
                    .containsExactly(new JournalOperationGivenUpEvent(
                            "vm.start-1", "vm.start", "vm.start", "java.io.IOException: no route to host")));
            await().untilAsserted(() -> assertThat(hearing.completed).hasSize(1));
            assertThat(hearing.threads).containsExactlyInAnyOrder("opjournal-given-up", "opjournal-recovery-completed");
        }
    }

    @Test
    void whatIsAskedAgainIsNotGivenUp() {
        try (RunningApplication application = RunningApplication.start(
                file, Unable.class, "journal.recovery.max-attempts=2", "journal.recovery.backoff.first=1ms")) {
            Hearing hearing = application.bean(Hearing.class);

            await().untilAsserted(() -> assertThat(hearing.givenUp).hasSize(1));
            assertThat(application.bean(Unable.class).asked).hasSize(2);
        }
    }

    @Test
    void eventsOfAnApplicationsOwnRecoveryAreTold() {
        try (RunningApplication application = RunningApplication.start(file, OwnRecovery.class)) {
            Hearing hearing = application.bean(Hearing.class);
            await().untilAsserted(() -> assertThat(hearing.completed).hasSize(1));
        }
    }

    @Test
    void aChildContextThatIsReadyTellsNothingAnew() {
        try (RunningApplication application = RunningApplication.start(file, Settling.class)) {
            Hearing hearing = application.bean(Hearing.class);
            await().untilAsserted(() -> assertThat(hearing.completed).hasSize(1));

            try (ConfigurableApplicationContext child = new SpringApplicationBuilder(Child.class)
                    .parent(application.context())
                    .web(WebApplicationType.NONE)
                    .run("--spring.main.banner-mode=off")) {
                await().untilAsserted(() -> assertThat(threads()).doesNotContain("opjournal-recovery-completed"));
                assertThat(child.isActive()).isTrue();
                assertThat(hearing.completed).hasSize(1);
            }
        }
    }

    @Test
    void aChildThatUsesItsParentsRecoveryTellsNothingAnew() {
        try (RunningApplication application = RunningApplication.start(file, Unable.class, ONE_ATTEMPT)) {
            Hearing hearing = application.bean(Hearing.class);
            await().untilAsserted(() -> assertThat(hearing.givenUp).hasSize(1));
            await().untilAsserted(() -> assertThat(hearing.completed).hasSize(1));

            try (ConfigurableApplicationContext child = new SpringApplicationBuilder(AutoConfiguredChild.class)
                    .parent(application.context())
                    .web(WebApplicationType.NONE)
                    .run("--spring.main.banner-mode=off")) {
                assertThat(child.getBean(Recovery.class)).isSameAs(application.bean(Recovery.class));
                await().untilAsserted(() -> assertThat(threads()).doesNotContain("opjournal-recovery-completed"));
                release(application.journal(), "last");

                await().untilAsserted(() -> assertThat(hearing.givenUp)
                        .extracting(JournalOperationGivenUpEvent::opId)
                        .contains("last"));
            }
            assertThat(hearing.givenUp)
                    .extracting(JournalOperationGivenUpEvent::opId)
                    .containsExactly("vm.start-1", "last");
            assertThat(hearing.completed).hasSize(1);
        }
    }

    @Test
    void aSlowListenerMissesNoOperationThatIsGivenUp() {
        try (RunningApplication application = RunningApplication.start(file, SlowAtGivingUp.class, ONE_ATTEMPT)) {
            SlowAtGivingUp slow = application.bean(SlowAtGivingUp.class);
            await().until(() -> slow.holds.getCount() == 0);
            happenMoreThanWaitsForAListener(application.journal());
            Operation last = begin(application.journal(), "last");
            Operation behind = begin(application.journal(), "behind");
            last.release("no answer came");
            behind.release("no answer came");
            // The turn of the one behind comes when the journal was told of the last.
            await().until(() -> application.bean(Recovery.class).hasGivenUp("behind"));

            slow.release.countDown();

            await().untilAsserted(() -> assertThat(slow.givenUp)
                    .extracting(JournalOperationGivenUpEvent::opId)
                    .containsExactly("vm.start-1", "last", "behind"));
        }
    }

    private static void happenMoreThanWaitsForAListener(Journal journal) {
        OperationSpec keyed = OperationSpec.of("backup").idempotencyKey("job-1");
        assertThat(journal.begin(keyed).entry().isInFlight()).isTrue();
        for (int refused = 0; refused < 1 << 16; refused++) {
            assertThatExceptionOfType(KeyInFlightException.class).isThrownBy(() -> journal.begin(keyed));
        }
    }

    private static void release(Journal journal, String opId) {
        begin(journal, opId).release("no answer came");
    }

    private static Operation begin(Journal journal, String opId) {
        return journal.begin(OperationSpec.of("vm.start").opId(opId).target("101"));
    }

    @Test
    void thereAreNoEventsWithoutRecovery() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalAutoConfiguration.class,
                        JournalRecoveryAutoConfiguration.class,
                        JournalEventsAutoConfiguration.class))
                .withPropertyValues("journal.path=" + file, "journal.recovery.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(GivenUpEvents.class)
                        .doesNotHaveBean(RecoveryCompletion.class));
    }

    @Test
    void theListenerIsTakenAwayWithTheContext() {
        FileJournal own = FileJournal.open(directory.resolve("own.journal"));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JournalRecoveryAutoConfiguration.class, JournalEventsAutoConfiguration.class))
                .withInitializer(context -> context.getBeanFactory().registerSingleton("own", own))
                .run(context -> assertThat(threads()).contains("opjournal-listener-GivenUp"));

        await().untilAsserted(() -> assertThat(threads()).doesNotContain("opjournal-listener-GivenUp"));
        own.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Hearing {
        final List<JournalRecoveryCompletedEvent> completed = new CopyOnWriteArrayList<>();
        final List<JournalOperationGivenUpEvent> givenUp = new CopyOnWriteArrayList<>();
        final List<String> threads = new CopyOnWriteArrayList<>();

        @EventListener
        void completed(JournalRecoveryCompletedEvent event) {
            threads.add(Thread.currentThread().getName());
            completed.add(event);
        }

        @EventListener
        void givenUp(JournalOperationGivenUpEvent event) {
            threads.add(Thread.currentThread().getName());
            givenUp.add(event);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(RecoveryAtReadyTest.Settling.class)
    static class Settling extends Hearing {}

    @Configuration(proxyBeanMethods = false)
    static class Unable extends Hearing {
        final List<String> asked = new CopyOnWriteArrayList<>();

        @Bean
        RecoveryHandler handler(Unable unable) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                unable.asked.add(operation.opId());
                throw new IOException("no route to host");
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(RecoveryAtReadyTest.Blocking.class)
    static class Blocking extends Hearing {}

    @Configuration(proxyBeanMethods = false)
    static class Slow {
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch heard = new CountDownLatch(1);

        @EventListener
        void completed(JournalRecoveryCompletedEvent event) throws InterruptedException {
            release.await();
            heard.countDown();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SlowAtGivingUp extends Unable {
        final CountDownLatch holds = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @EventListener
        @Order(Ordered.HIGHEST_PRECEDENCE)
        void slow(JournalOperationGivenUpEvent event) throws InterruptedException {
            holds.countDown();
            release.await();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Throwing extends Unable {
        @EventListener
        void throwing(JournalRecoveryCompletedEvent event) {
            throw new IllegalStateException("on completion");
        }

        @EventListener
        void throwing(JournalOperationGivenUpEvent event) {
            throw new IllegalStateException("on giving up");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRecovery extends Hearing {
        @Bean
        Recovery ownRecovery(Journal journal) {
            return new Recovery(journal, List.of(), RecoveryOptions.defaults());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Child {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AutoConfiguredChild {}
}
