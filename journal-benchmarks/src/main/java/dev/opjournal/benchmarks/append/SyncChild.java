package dev.opjournal.benchmarks.append;

import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Threads;
import dev.opjournal.benchmarks.store.Store;
import dev.opjournal.benchmarks.store.StoreKind;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Appends while syncs are counted. An append is covered if a sync which began after the append had begun has returned when
 * the append returns; as the append's write lies between the two, one that is not covered is not durable.
 */
final class SyncChild {
    private SyncChild() {}

    /** Arguments: the store, its directory, the counters' file, threads, appends of each thread. */
    public static void main(String[] arguments) throws Exception {
        StoreKind kind = StoreKind.valueOf(arguments[0]);
        SyncCounters counters = SyncCounters.read(Path.of(arguments[2]));
        int threads = Integer.parseInt(arguments[3]);
        int appends = Integer.parseInt(arguments[4]);
        AtomicLong covered = new AtomicLong();
        try (Store store = kind.open(Path.of(arguments[1]))) {
            long before = counters.syncs();
            Threads.run(threads, false, number -> {
                Store.Caller caller = store.caller(number);
                for (int i = 0; i < appends; i++) {
                    long begun = counters.get(SyncCounters.Counter.BEGUN);
                    caller.append();
                    if (counters.get(SyncCounters.Counter.COMPLETED) > begun) {
                        covered.incrementAndGet();
                    }
                }
            });
            ChildJvm.say(SyncPhase.APPENDS, (double) threads * appends);
            ChildJvm.say(SyncPhase.SYNCS, (double) (counters.syncs() - before));
            ChildJvm.say(SyncPhase.COVERED, (double) covered.get());
        }
        System.exit(0); // whatever threads a peer has left
    }
}
