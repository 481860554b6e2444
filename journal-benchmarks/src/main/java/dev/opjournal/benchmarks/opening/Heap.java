package dev.opjournal.benchmarks.opening;

import java.lang.management.ManagementFactory;

/** What of the heap is in use. */
public final class Heap {
    private static final int MOST_COLLECTIONS = 20;

    private Heap() {}

    /** Bytes that stay after collections, until a further one frees nothing. */
    public static long live() {
        long live = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long now = used();
            if (now >= live) {
                return live;
            }
            live = now;
        }
        return live;
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
