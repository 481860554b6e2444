package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.task.AsyncTaskExecutor;

/** An application whose requests and tasks run in virtual threads, a thousand at once. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    private static final int OPERATIONS = 1000;
    private static final String VIRTUAL_THREADS = "spring.threads.virtual.enabled=true";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    // With platform threads the server would run 200 of the requests and let the others wait for them.
    @Test
    void aThousandRequestsAreUnderWayAtOnceAndAllEndBeforeTheJournalDoes() {
        RunningApplication application = RunningApplication.startWeb(
                file, new Class<?>[] {Machines.class}, VIRTUAL_THREADS, "server.tomcat.accept-count=" + OPERATIONS);
        Machines machines = application.bean(Machines.class);
        String address = application.address();
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, OPERATIONS)
                .mapToObj(vmid -> Machines.requestStart(address, vmid))
                .toList();
        machines.awaitUnderWay(OPERATIONS);

        CompletableFuture<Void> close = CompletableFuture.runAsync(application::close);
        Machines.awaitRefusal(address);
        machines.letEnd();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer)
                        .succeedsWithin(PATIENCE)
                        .satisfies(ended -> {
                            assertThat(ended.statusCode()).isEqualTo(200);
                            assertThat(ended.body()).startsWith("VirtualThread[");
                        }));
        assertThat(close).succeedsWithin(PATIENCE);
        assertThatAllSucceeded();
    }

    @Test
    void ofAThousandTasksWithOneKeyOneTakesEffect() throws Exception {
        AtomicInteger effects = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (RunningApplication application =
                RunningApplication.start(file, RunningApplication.NoBeans.class, VIRTUAL_THREADS)) {
            Journal journal = application.journal();
            CountDownLatch allThere = new CountDownLatch(OPERATIONS);
            Callable<String> task = () -> {
                threads.add(Thread.currentThread().toString());
                allThere.countDown();
                allThere.await();
                try {
                    return journal.execute(
                            OperationSpec.of("job.apply").idempotencyKey("job-1"),
                            operation -> "effect " + effects.incrementAndGet());
                } catch (KeyInFlightException notYet) {
                    return "in flight";
                }
            };

            assertThat(allAtOnce(application, task)).contains("effect 1").isSubsetOf("effect 1", "in flight");

            assertThat(journal.inFlight()).isEmpty();
            assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, 1L);
        }
        assertThat(effects).hasValue(1);
        assertThat(threads)
                .hasSize(OPERATIONS)
                .allSatisfy(thread -> assertThat(thread).startsWith("VirtualThread["));
    }

    private static Set<String> allAtOnce(RunningApplication application, Callable<String> task) throws Exception {
        AsyncTaskExecutor executor = application.context().getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
        List<Future<String>> answers = IntStream.range(0, OPERATIONS)
                .mapToObj(i -> executor.submit(task))
                .toList();
        Set<String> different = new HashSet<>();
        for (Future<String> answer : answers) {
            different.add(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return different;
    }

    private void assertThatAllSucceeded() {
        try (Journal journal = FileJournal.open(file)) {
            assertThat(journal.inFlight()).isEmpty();
            assertThat(journal.status().counts()).containsEntry(OpState.SUCCEEDED, (long) OPERATIONS);
            assertThat(journal.status().appliedKeys()).isEqualTo(OPERATIONS);
        }
    }
}
