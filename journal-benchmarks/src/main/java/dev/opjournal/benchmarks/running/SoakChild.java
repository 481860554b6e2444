package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.opening.Heap;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Threads;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Runs at full load with a short retention, and says at intervals how much it holds. */
final class SoakChild {
    private static final int THREADS = 64;
    private static final int OPERATIONS_OF_THREAD = 10;

    private SoakChild() {}

    /** Arguments: the journal, seconds in all, seconds between two samples, seconds of retention. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
        long interval = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[2]));
        Duration kept = Duration.ofSeconds(Long.parseLong(arguments[3]));
        LongAdder appends = new LongAdder();
        try (FileJournal journal = FileJournal.open(path, Retention.keep(FileJournalOptions.defaults(), kept))) {
            Threads.run(THREADS + 1, false, number -> {
                if (number < THREADS) {
                    append(new OperationRing(journal, number, OPERATIONS_OF_THREAD), end, appends);
                } else {
                    sample(path, end, interval, appends);
                }
            });
        }
        System.exit(0);
    }

    private static void append(OperationRing ring, long end, LongAdder appends) {
        while (System.nanoTime() < end) {
            ring.append();
            appends.increment();
        }
    }

    private static void sample(Path path, long end, long interval, LongAdder appends)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() + interval <= end) {
            TimeUnit.NANOSECONDS.sleep(interval);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            ChildJvm.say(SoakPhase.HEAP_MB + "@" + seconds, Heap.live() / LongRunPhase.MB);
            ChildJvm.say(SoakPhase.FILE_MB + "@" + seconds, Files.size(path) / LongRunPhase.MB);
            ChildJvm.say(SoakPhase.OPEN_FILES + "@" + seconds, (double) ProcSelf.openFiles());
            ChildJvm.say(SoakPhase.APPENDS + "@" + seconds, (double) appends.sum());
        }
    }
}
