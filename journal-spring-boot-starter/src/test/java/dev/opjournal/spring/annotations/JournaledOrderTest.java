package dev.opjournal.spring.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.spring.Journaled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where the advice stands among others. */
class JournaledOrderTest extends WithFile {
    private ApplicationContextRunner withDatabase() {
        return AnnotatedApplication.with(file, Ledger.class)
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues("spring.datasource.generate-unique-name=true");
    }

    @Test
    void successIsRecordedBehindTheCommit() {
        withDatabase().run(context -> {
            Ledger ledger = context.getBean(Ledger.class);
            ledger.create();
            ledger.book(
                    "key-1",
                    () -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            assertThat(Entries.states(file)).containsExactly("started");
                        }
                    }));

            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
            assertThat(ledger.entries()).isEqualTo(1);
        });
    }

    @Test
    void aRollbackIsNoSuccess() {
        withDatabase().run(context -> {
            Ledger ledger = context.getBean(Ledger.class);
            ledger.create();
            assertThatThrownBy(() -> ledger.book("key-1", () -> {
                        throw new IllegalStateException("after the insert");
                    }))
                    .hasMessage("after the insert");

            assertThat(ledger.entries()).isZero();
            assertThat(AnnotatedApplication.inFlight(context).isRelease()).isTrue();
        });
    }

    @Test
    void aCommitThatFailsIsNoSuccess() {
        withDatabase().run(context -> {
            Ledger ledger = context.getBean(Ledger.class);
            ledger.create();
            assertThatThrownBy(() -> ledger.book(
                            "key-1",
                            () -> TransactionSynchronizationManager.registerSynchronization(
                                    new TransactionSynchronization() {
                                        @Override
                                        public void beforeCommit(boolean readOnly) {
                                            throw new DataIntegrityViolationException("at the commit");
                                        }
                                    })))
                    .hasMessage("at the commit");

            assertThat(ledger.entries()).isZero();
            assertThat(AnnotatedApplication.inFlight(context).error().orElseThrow())
                    .contains("at the commit");
        });
    }

    @Test
    void whatJoinsItsCallersTransactionEndsBeforeThatCommits() {
        withDatabase().run(context -> {
            Ledger ledger = context.getBean(Ledger.class);
            ledger.create();
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(transaction -> {
                ledger.book("joins", () -> {});
                ledger.bookInItsOwn("own");
                transaction.setRollbackOnly();
                return null;
            });

            assertThat(Entries.states(file)).containsExactly("started", "succeeded", "started", "succeeded");
            assertThat(ledger.entries()).as("only what has its own is there").isEqualTo(1);
        });
    }

    @Test
    void allAttemptsOfARetryAreOneOperation() {
        AnnotatedApplication.with(file, Resilient.class, Flaky.class).run(context -> {
            assertThat(context.getBean(Flaky.class).third("key-1")).isEqualTo("attempt 3");
            assertThat(context.getBean(Flaky.class).third("key-1")).isEqualTo("attempt 3");

            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
        });
    }

    @Test
    void anAsyncMethodIsAnOperationForAsLongAsItRuns() {
        AnnotatedApplication.with(file, Asynchronous.class).run(context -> {
            assertRunsInsideAsync(context.getBean(Mails.class));
        });
    }

    @Test
    void anAsyncMethodWithoutResultHasSucceededWhenItHasRun() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch succeeded = new CountDownLatch(1);
        AnnotatedApplication.with(file, Asynchronous.class).run(context -> {
            context.getBean(Journal.class).addListener(entry -> {
                if (entry.state() == OpState.SUCCEEDED) {
                    succeeded.countDown();
                }
            });
            context.getBean(Mails.class).sendAndForget("key-1", mayEnd);
            assertThat(Entries.states(file)).doesNotContain("succeeded");
            mayEnd.countDown();

            assertThat(succeeded.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Entries.states(file)).containsExactly("started", "succeeded");
        });
    }

    @Test
    void asyncStaysOutsideAndRetryInsideWhoeverComesFirst() {
        AnnotatedApplication.with(file, Asynchronous.class, Resilient.class).run(context -> {
            assertRunsInsideAsync(context.getBean(Mails.class));
            assertThat(context.getBean(Mails.class).third("key-3")).isEqualTo("attempt 3");
        });
        AnnotatedApplication.with(directory.resolve("other.journal"), Resilient.class, Asynchronous.class)
                .run(context ->
                        assertThat(context.getBean(Mails.class).third("key-3")).isEqualTo("attempt 3"));

        assertThat(Entries.states(file)).containsExactly("started", "succeeded", "started", "succeeded");
        assertThat(Entries.states(directory.resolve("other.journal"))).containsExactly("started", "succeeded");
    }

    private void assertRunsInsideAsync(Mails mails) throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<String> sent = mails.send("key-1", mayEnd);
        assertThat(sent).isNotDone();
        mayEnd.countDown();

        assertThat(sent.get(30, TimeUnit.SECONDS)).startsWith("sent by async-");
        assertThat(Entries.states(file)).containsExactly("started", "succeeded");
        assertThat(mails.send("key-1", mayEnd).get(30, TimeUnit.SECONDS)).isEqualTo(sent.get());
    }

    @Test
    void aFutureOfAnAsyncMethodIsWaitedForInItsThread() {
        AnnotatedApplication.with(file, Asynchronous.class).run(context -> {
            Future<String> sent = context.getBean(Mails.class).plainFuture("key-1", false);
            assertThat(sent.get(30, TimeUnit.SECONDS)).isEqualTo("sent");
            assertThat(Entries.last(file).path("result").toString()).isEqualTo("\"sent\"");

            Future<String> failed = context.getBean(Mails.class).plainFuture("key-2", true);
            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("no answer");
            assertThat(AnnotatedApplication.inFlight(context).error())
                    .contains("java.lang.IllegalStateException: no answer");
        });
    }

    @Test
    void anErrorOfAFutureIsJudgedAsTheErrorThatItIs() {
        AnnotatedApplication.with(file, Asynchronous.class).run(context -> {
            Future<String> failed = context.getBean(Mails.class).definiteError("key-1");

            assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("certainly not sent");
            assertThat(Entries.states(file)).containsExactly("started", "failed");
            assertThat(Entries.last(file).path("error").asString()).isEqualTo("certainly not sent");
        });
    }

    @Test
    void asyncInsideIsRefused() {
        AnnotatedApplication.with(file, AsyncFirst.class, Mails.class)
                .run(context -> assertThat(AnnotatedApplication.refusal(context))
                        .hasMessageContaining("Mails.")
                        .hasMessageContaining("@Async stands inside"));
    }

    static class Ledger {
        private final JdbcTemplate jdbc;

        Ledger(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        public void create() {
            jdbc.execute("create table ledger (entry varchar(100) primary key)");
        }

        public int entries() {
            return jdbc.queryForList("select entry from ledger").size();
        }

        @Transactional
        @Journaled(kind = "book", idempotencyKey = "#key")
        public void book(String key, Runnable then) {
            jdbc.update("insert into ledger values (?)", key);
            then.run();
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @Journaled(kind = "book", idempotencyKey = "#key")
        public void bookInItsOwn(String key) {
            jdbc.update("insert into ledger values (?)", key);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Resilient {}

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(Mails.class)
    static class Asynchronous {
        @Bean
        TaskExecutor taskExecutor() {
            return new SimpleAsyncTaskExecutor("async-");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync(order = Ordered.HIGHEST_PRECEDENCE)
    static class AsyncFirst {}

    static class Flaky {
        private final AtomicInteger attempts = new AtomicInteger();

        @Journaled(kind = "flaky", idempotencyKey = "#key")
        @Retryable(delay = 1)
        public String third(String key) {
            return attempt(attempts);
        }
    }

    private static String attempt(AtomicInteger attempts) {
        if (attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("attempt " + attempts);
        }
        return "attempt " + attempts;
    }

    static class Mails {
        private final AtomicInteger attempts = new AtomicInteger();

        @Async
        @Journaled(kind = "mail", idempotencyKey = "#key")
        public CompletableFuture<String> send(String key, CountDownLatch mayEnd) throws InterruptedException {
            mayEnd.await();
            return CompletableFuture.completedFuture(
                    "sent by " + Thread.currentThread().getName());
        }

        @Async
        @Journaled(kind = "mail", idempotencyKey = "#key")
        public void sendAndForget(String key, CountDownLatch mayEnd) throws InterruptedException {
            mayEnd.await();
        }

        @Async
        @Journaled(kind = "mail", idempotencyKey = "#key")
        public Future<String> plainFuture(String key, boolean fails) {
            return fails
                    ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                    : CompletableFuture.completedFuture("sent");
        }

        @Async
        @Journaled(kind = "mail", idempotencyKey = "#key", failOn = AssertionError.class)
        public Future<String> definiteError(String key) {
            return CompletableFuture.failedFuture(new AssertionError("certainly not sent"));
        }

        @Journaled(kind = "mail", idempotencyKey = "#key")
        @Retryable(delay = 1)
        public String third(String key) {
            return attempt(attempts);
        }
    }
}
