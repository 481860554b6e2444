package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Scale;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixteen threads write in all ways that there are (entries, handles, {@code execute}, contended keys, operations taken over)
 * and one compacts, while each of them is interrupted a thousand times a second.
 *
 * <p>Promise 1: an interrupt ends no call. Each returns when its entry is durable, and the entry is there when the journal is
 * opened again. Promise 3: what is interrupted while it waits for the fate of a key is admitted once or not at all. Promise 5: an
 * interrupt closes no file under anyone, so that the journal stays open. And each call leaves the flag of its thread as it would be
 * without the journal: no interrupt is lost, see {@link StormTarget}.
 */
class InterruptStormIT {
    private static final int THREADS = 16;
    private static final int APPENDS_OF_A_THREAD = Scale.of(8_000, 100_000);
    /** In a build the machine has other work too. */
    private static final int LEAST_RATE = Scale.of(1, 900);

    private static final long PAUSE_BETWEEN_COMPACTIONS_NANOS = 20_000_000;

    private static final FileJournalOptions OPTIONS = FileJournalOptions.defaults()
            .withPreallocateBytes(65_536)
            .withRetainOperations(Duration.ZERO)
            .withCompactAtBytes(Long.MAX_VALUE);

    @TempDir(factory = InMemory.class)
    Path directory;

    /** How threads are made. */
    private interface Starter {
        Thread start(Runnable work) throws Exception;
    }

    @Test
    void interruptsOfThreadsLoseNothing() throws Exception {
        storm("", work -> {
            Thread thread = new Thread(work);
            thread.start();
            return thread;
        });
    }

    @Test
    void interruptsOfVirtualThreadsLoseNothing() throws Exception {
        Method starter = Stream.of(Thread.class.getMethods())
                .filter(method -> method.getName().equals("startVirtualThread"))
                .findAny()
                .orElse(null);
        if (starter == null || Runtime.version().feature() < 21) {
            String why = "virtual threads need JDK 21, but this is "
                    + Runtime.version().feature();
            Figures.of(InterruptStormIT.class, "virtual threads")
                    .with("skipped", why)
                    .report();
            assumeTrue(false, why);
        }
        storm("virtual threads", work -> (Thread) starter.invoke(null, work));
    }

    private void storm(String part, Starter starter) throws Exception {
        Path path = directory.resolve("ops.journal");
        Set<String> appliedByAny = ConcurrentHashMap.newKeySet();
        List<StormTarget> targets = new ArrayList<>();
        List<StormWorker> workers = new ArrayList<>();
        Storm storm;
        int compactions;
        try (FileJournal journal = FileJournal.open(path, OPTIONS)) {
            for (int i = 0; i < THREADS; i++) {
                targets.add(new StormTarget());
                workers.add(new StormWorker(journal, targets.get(i), "t" + i, appliedByAny));
            }
            targets.add(new StormTarget());
            try (Storm blowing = new Storm(targets)) {
                storm = blowing;
                compactions = write(journal, workers, targets.get(THREADS), starter);
            }
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
            assertHolds(journal, workers, appliedByAny);
        }
        try (Journal journal = FileJournal.open(path, OPTIONS)) {
            assertHolds(journal, workers, appliedByAny);
        }
        assertThat(compactions).as("compactions").isPositive();
        assertItBlew(storm);
        Figures.of(InterruptStormIT.class, part)
                .with(
                        "appends of each thread",
                        workers.stream().mapToInt(StormWorker::appends).min().orElseThrow())
                .with("compactions", compactions)
                .with("interrupts a second of each thread", storm.rateReached())
                .with("interrupts", storm.sum(StormTarget::sent))
                .with("while a call was under way", storm.sum(StormTarget::sentInCalls))
                .with("calls that kept the flag", storm.sum(StormTarget::flagsKept))
                .with("flags lost", 0)
                .with("closed channels", 0)
                .report();
    }

    /** Else nothing was shown. */
    private static void assertItBlew(Storm storm) {
        assertThat(storm.sum(StormTarget::sentInCalls))
                .as("interrupts while a call was under way")
                .isPositive();
        assertThat(storm.sum(StormTarget::flagsKept))
                .as("calls that kept the flag")
                .isPositive();
        assertThat(storm.rateReached()).as("interrupts a second of each thread").isGreaterThanOrEqualTo(LEAST_RATE);
    }

    /** Returns when all have written; answers how often the journal was compacted meanwhile. */
    private static int write(FileJournal journal, List<StormWorker> workers, StormTarget compacting, Starter starter)
            throws Exception {
        List<FutureTask<StormWorker>> tasks = new ArrayList<>();
        for (StormWorker worker : workers) {
            FutureTask<StormWorker> task = new FutureTask<>(() -> worker.run(APPENDS_OF_A_THREAD), worker);
            tasks.add(task);
            starter.start(task);
        }
        FutureTask<Integer> compactions = new FutureTask<>(() -> {
            compacting.begin();
            int count = 0;
            while (!tasks.stream().allMatch(FutureTask::isDone)) {
                compacting.call(journal::compact);
                count++;
                LockSupport.parkNanos(PAUSE_BETWEEN_COMPACTIONS_NANOS);
            }
            return count;
        });
        starter.start(compactions);
        for (FutureTask<StormWorker> task : tasks) {
            task.get();
        }
        return compactions.get();
    }

    private static void assertHolds(Journal journal, List<StormWorker> workers, Set<String> appliedByAny) {
        Set<String> inFlight = new TreeSet<>();
        Set<String> keys = new TreeSet<>(appliedByAny);
        for (StormWorker worker : workers) {
            inFlight.addAll(worker.leftInFlight());
            keys.addAll(worker.appliedKeys());
        }
        assertThat(journal.inFlight().stream().map(JournalEntry::opId)).containsExactlyInAnyOrderElementsOf(inFlight);
        assertThat(journal.status().appliedKeys()).isEqualTo(keys.size());
        assertThat(keys).allMatch(journal::alreadyApplied);
    }
}
