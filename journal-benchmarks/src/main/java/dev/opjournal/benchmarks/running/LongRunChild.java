package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.opening.Heap;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Threads;
import dev.opjournal.benchmarks.store.SampleOperation;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Appends over a live set that stays the same, while what is written is counted. */
final class LongRunChild {
    private static final double NANOS = 1e9;
    private static final int SLICES = 10;

    private LongRunChild() {}

    /** Arguments: the journal, threads, whether they are virtual, appends of all threads, live operations of all threads. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        boolean virtual = Boolean.parseBoolean(arguments[2]);
        long appends = Long.parseLong(arguments[3]) / threads / SLICES;
        int live = Integer.parseInt(arguments[4]) / threads;
        FileJournalOptions options = Retention.keep(FileJournalOptions.defaults(), Duration.ZERO);
        try (FileJournal journal = FileJournal.open(path, options)) {
            double entryBytes = entryBytes(journal);
            long before = ProcSelf.bytesWritten();
            OperationRing[] rings = new OperationRing[threads];
            for (int i = 0; i < threads; i++) {
                rings[i] = new OperationRing(journal, i, live);
            }
            for (int slice = 0; slice < SLICES; slice++) {
                long from = System.nanoTime();
                Threads.run(threads, virtual, number -> append(rings[number], appends));
                double seconds = (System.nanoTime() - from) / NANOS;
                ChildJvm.say(LongRunPhase.PER_SECOND + "@" + (slice + 1), appends * threads / seconds);
            }
            double entries = (double) appends * threads * SLICES;
            ChildJvm.say(LongRunPhase.APPENDS, entries);
            ChildJvm.say(LongRunPhase.WRITTEN, (ProcSelf.bytesWritten() - before) / (entries * entryBytes));
            ChildJvm.say(LongRunPhase.ENTRY_BYTES, entryBytes);
            ChildJvm.say(LongRunPhase.FILE_MB, Files.size(path) / LongRunPhase.MB);
            ChildJvm.say(LongRunPhase.HEAP_MB, Heap.live() / LongRunPhase.MB);
        }
        System.exit(0);
    }

    private static void append(OperationRing ring, long appends) {
        for (long i = 0; i < appends; i++) {
            ring.append();
        }
    }

    /**
     * Bytes of a line, over the three of one operation: those at the start of a file, which are the shortest, so that the
     * factor comes out too high rather than too low.
     */
    private static double entryBytes(FileJournal journal) {
        OperationRing one = new OperationRing(journal, Integer.MAX_VALUE, 1);
        long before = journal.status().sizeBytes();
        append(one, SampleOperation.ENTRIES);
        return (journal.status().sizeBytes() - before) / (double) SampleOperation.ENTRIES;
    }
}
