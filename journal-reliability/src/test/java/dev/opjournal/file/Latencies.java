package dev.opjournal.file;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts how long calls take, in classes that are an eighth wide, by any number of threads. */
final class Latencies {
    private static final int IN_A_DOUBLING = 8;

    private final AtomicLongArray counts = new AtomicLongArray(64 * IN_A_DOUBLING);

    void add(long nanos) {
        int doubling = 63 - Long.numberOfLeadingZeros(Math.max(nanos, IN_A_DOUBLING));
        int within = (int) (nanos >> (doubling - 3)) & (IN_A_DOUBLING - 1);
        counts.incrementAndGet(doubling * IN_A_DOUBLING + within);
    }

    /** In microseconds: the upper end of the class that the given share of all calls does not pass; then begins anew. */
    long[] microsOfAndReset(double... shares) {
        long[] all = new long[counts.length()];
        long total = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = counts.getAndSet(i, 0);
            total += all[i];
        }
        long[] micros = new long[shares.length];
        for (int share = 0; share < shares.length; share++) {
            micros[share] = upperEnd(all, (long) Math.ceil(total * shares[share])) / 1000;
        }
        return micros;
    }

    private static long upperEnd(long[] all, long rank) {
        long seen = 0;
        for (int i = 0; i < all.length; i++) {
            seen += all[i];
            if (seen >= rank && seen > 0) {
                return (long) (IN_A_DOUBLING + i % IN_A_DOUBLING + 1) << (i / IN_A_DOUBLING - 3);
            }
        }
        return 0;
    }
}
