package dev.opjournal.steps;

import static dev.opjournal.steps.CrashPolicy.RESUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.BatchWritten;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often a multi-step operation waits for the device. */
class StepCostTest extends StepFixture {
    private static final int MANY = 16;

    private final AtomicInteger syncs = new AtomicInteger();
    private final CyclicBarrier together = new CyclicBarrier(MANY);

    private void count() {
        journal.addListener(new JournalListener() {
            @Override
            public void entryDurable(JournalEntry entry) {}

            @Override
            public void batchWritten(BatchWritten batch) {
                syncs.incrementAndGet();
            }
        });
    }

    /** Closes the journal, since its listeners have heard of all then. */
    private int syncs() {
        journal.close();
        return syncs.get();
    }

    private static Steps.Builder fourWithTasks(StepAction before) {
        Steps.Builder steps = Steps.named("k");
        for (String name : List.of("one", "two", "three", "four")) {
            steps.step(name, step -> {
                        before.run(step);
                        step.taskRunning("UPID:" + name);
                    })
                    .compensate(step -> step.taskRunning("UPID:undo-" + name));
        }
        return steps;
    }

    @Test
    void fourStepsWithTasksAreTenSyncs() {
        count();

        runner(fourWithTasks(step -> {}).onCrash(RESUME)).run(SPEC);

        assertThat(syncs()).isEqualTo(2 * 4 + 2);
    }

    @Test
    void eachCompensationIsTwoMore() {
        Steps steps = fourWithTasks(step -> {})
                .step("five", step -> {
                    throw new OperationFailedException("no memory");
                })
                .onCrash(RESUME);
        count();

        assertThatExceptionOfType(RolledBackException.class)
                .isThrownBy(() -> runner(steps).run(SPEC));

        assertThat(syncs()).isEqualTo(2 * 4 + 1 + 2 + 2 * 4);
    }

    /** They wait for each other before each call, so that what they write then comes at once. */
    @Test
    void manyThatRunSideBySideShareSyncs() throws Exception {
        StepRunner runner = runner(
                fourWithTasks(step -> together.await(30, TimeUnit.SECONDS)).onCrash(RESUME));
        count();
        ExecutorService threads = Executors.newFixedThreadPool(MANY);
        try {
            List<Future<JournalEntry>> ends = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                ends.add(threads.submit(() -> runner.run(OperationSpec.of("k"))));
            }
            for (Future<JournalEntry> end : ends) {
                assertThat(end.get(60, TimeUnit.SECONDS).isInFlight()).isFalse();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(syncs()).isLessThan(MANY * (2 * 4 + 2));
    }
}
