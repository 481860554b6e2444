package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions one after the other, while threads append and read. */
class CompactionRaceTest {
    private static final int THREADS = 12;
    private static final int OPERATIONS = 200;
    private static final OperationSpec START =
            OperationSpec.of("vm.start").target("101").param("node", "pve1");

    @TempDir
    Path directory;

    private final Map<String, JournalEntry> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean appending = new AtomicBoolean(true);

    @Test
    void nothingIsLostAndNothingComesBack() throws Exception {
        Path path = directory.resolve("ops.journal");
        FileJournalOptions options =
                FileJournalOptions.defaults().withPreallocateBytes(8192).withCompactAtBytes(Long.MAX_VALUE);
        int compactions = race(path, options);

        try (FileJournal journal = FileJournal.open(path, options)) {
            acknowledged.forEach((opId, newest) -> {
                List<JournalEntry> history = journal.history(opId);
                assertThat(history).extracting(JournalEntry::recordNumber).isSorted();
                assertThat(history.get(history.size() - 1))
                        .usingRecursiveComparison()
                        .ignoringFields("recordNumber")
                        .isEqualTo(newest);
            });
            assertThat(journal.status().counts().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(acknowledged.size());
        }
        assertThat(compactions).isGreaterThan(3);
    }

    @Test
    void keysAreKeptWhenTheirOperationsGo() throws Exception {
        Path path = directory.resolve("ops.journal");
        FileJournalOptions options = FileJournalOptions.defaults()
                .withPreallocateBytes(8192)
                .withRetainOperations(Duration.ZERO)
                .withCompactAtBytes(Long.MAX_VALUE);
        race(path, options);

        try (FileJournal journal = FileJournal.open(path, options)) {
            acknowledged.values().stream()
                    .filter(entry -> entry.idempotencyKey().isPresent())
                    .forEach(entry -> assertThat(journal.alreadyApplied(
                                    entry.idempotencyKey().orElseThrow()))
                            .isEqualTo(entry.state() == OpState.SUCCEEDED));
            assertThat(journal.inFlight())
                    .extracting(JournalEntry::opId)
                    .containsExactlyInAnyOrderElementsOf(acknowledged.values().stream()
                            .filter(JournalEntry::isInFlight)
                            .map(JournalEntry::opId)
                            .toList());
        }
    }

    /** Answers how many compactions there were. */
    private int race(Path path, FileJournalOptions options) throws Exception {
        AtomicInteger compactions = new AtomicInteger();
        ExecutorService pool = Executors.newCachedThreadPool();
        try (FileJournal journal = FileJournal.open(path, options)) {
            Future<?> compacting = pool.submit(() -> {
                while (appending.get()) {
                    journal.compact();
                    compactions.incrementAndGet();
                }
            });
            List<? extends Future<?>> appends = IntStream.range(0, THREADS)
                    .mapToObj(thread -> pool.submit(() -> append(journal, thread)))
                    .toList();
            for (Future<?> append : appends) {
                append.get();
            }
            appending.set(false);
            compacting.get();
        } finally {
            appending.set(false);
            pool.shutdown();
        }
        return compactions.get();
    }

    private void append(FileJournal journal, int thread) {
        Random random = new Random(thread);
        for (int i = 0; i < OPERATIONS; i++) {
            String key = "job-" + thread + "-" + i;
            Operation operation = journal.begin(i % 2 == 0 ? START.idempotencyKey(key) : START);
            operation.taskRunning("UPID:" + i);
            int fate = random.nextInt(10);
            if (fate == 0) {
                operation.release("no answer");
            } else if (fate == 1) {
                operation.failed("no such node");
            } else if (fate > 2) {
                operation.succeeded(i);
            }
            acknowledged.put(operation.opId(), operation.entry());
            if (fate > 2 && i % 2 == 0) {
                assertThatExceptionOfType(AlreadyAppliedException.class)
                        .isThrownBy(
                                () -> journal.begin(START.idempotencyKey(key)).succeeded());
            }
            journal.latest(operation.opId())
                    .ifPresent(latest -> assertThat(latest.state())
                            .isEqualTo(operation.entry().state()));
        }
    }

    @Test
    void aCloseEndsTheCompactionThatRuns() throws Exception {
        Path path = directory.resolve("ops.journal");
        FileJournal journal = FileJournal.open(path);
        for (int i = 0; i < 2_000; i++) {
            journal.begin(START).succeeded();
        }
        AtomicBoolean begun = new AtomicBoolean();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Future<?> compacting = pool.submit(() -> {
            assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> {
                while (true) {
                    begun.set(true);
                    journal.compact();
                }
            });
        });
        while (!begun.get()) {
            Thread.onSpinWait();
        }

        journal.close();

        compacting.get();
        pool.shutdown();
        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        try (FileJournal again = FileJournal.open(path)) {
            assertThat(again.status().counts().values()).contains(2_000L);
        }
    }

    @Test
    void oneFollowsTheOther() throws IOException {
        try (FileJournal journal = FileJournal.open(directory.resolve("ops.journal"))) {
            journal.begin(START).succeeded();
            IntStream.range(0, 8).parallel().forEach(i -> journal.compact());
            assertThat(journal.status().counts().values()).contains(1L);
        }
    }
}
