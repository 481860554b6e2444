package dev.opjournal.benchmarks.running;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Threads;
import dev.opjournal.benchmarks.store.SampleOperation;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;

/** Appends on many threads over a history that all stays, with and without compactions beside them. */
final class CompactionChild {
    private static final int DIGITS = 3;
    private static final int OPERATIONS_OF_APPEND = 300;
    private static final int OPERATIONS_OF_THREAD = 10;
    private static final double NANOS_IN_MICRO = 1e3;

    private CompactionChild() {}

    /** Arguments: the journal, threads, operations of the history, rounds, seconds of each part of a round. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        int history = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[4]));
        FileJournalOptions options =
                FileJournalOptions.defaults().withRetainOperations(null).withCompactAtBytes(Long.MAX_VALUE);
        try (FileJournal journal = FileJournal.open(path, options)) {
            fill(journal, history);
            OperationRing[] rings = new OperationRing[threads];
            for (int i = 0; i < threads; i++) {
                rings[i] = new OperationRing(journal, i, OPERATIONS_OF_THREAD);
            }
            part(journal, rings, nanos, true); // for the compiler
            for (int round = 0; round < rounds; round++) {
                say(CompactionPhase.WITHOUT, round, part(journal, rings, nanos, false));
                say(CompactionPhase.DURING, round, part(journal, rings, nanos, true));
            }
        }
        System.exit(0);
    }

    private static void fill(FileJournal journal, int operations) {
        for (int from = 0; from < operations; from += OPERATIONS_OF_APPEND) {
            List<JournalEntry> entries = new ArrayList<>();
            for (int i = from; i < Math.min(operations, from + OPERATIONS_OF_APPEND); i++) {
                String opId = "history-" + i;
                entries.add(JournalEntry.of(opId, SampleOperation.spec(-1, i)).build());
                entries.add(JournalEntry.of(opId, SampleOperation.KIND, OpState.TASK_RUNNING)
                        .task(SampleOperation.TASK)
                        .build());
                entries.add(JournalEntry.of(opId, SampleOperation.KIND, OpState.SUCCEEDED)
                        .build());
            }
            journal.append(entries);
        }
    }

    private static Histogram part(FileJournal journal, OperationRing[] rings, long nanos, boolean compacting)
            throws Exception {
        Histogram all = new Histogram(DIGITS);
        ReentrantLock adding = new ReentrantLock();
        long end = System.nanoTime() + nanos;
        Threads.run(rings.length + 1, false, number -> {
            if (number == rings.length) {
                while (compacting && System.nanoTime() < end) {
                    journal.compact();
                }
                return;
            }
            Histogram own = append(rings[number], end);
            adding.lock();
            try {
                all.add(own);
            } finally {
                adding.unlock();
            }
        });
        return all;
    }

    private static Histogram append(OperationRing ring, long end) {
        Histogram own = new Histogram(DIGITS);
        for (long from = System.nanoTime(); from < end; ) {
            ring.append();
            long to = System.nanoTime();
            own.recordValue(to - from);
            from = to;
        }
        return own;
    }

    private static void say(String part, int round, Histogram nanos) {
        ChildJvm.say(
                CompactionPhase.P999 + "@" + part + "@" + round, nanos.getValueAtPercentile(99.9) / NANOS_IN_MICRO);
        ChildJvm.say(CompactionPhase.APPENDS + "@" + part + "@" + round, (double) nanos.getTotalCount());
    }
}
