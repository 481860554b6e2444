package dev.opjournal.benchmarks.append;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;

/**
 * Gathers what the calls of all threads took; the last thread writes it to a file, since it is in another JVM than who asks.
 *
 * <p>Appends per second are all calls over the time from the first one's begin to the last one's end. JMH's own score adds up
 * the rates of the threads, each over the time in which that thread ran: with virtual threads that a store pins to their
 * carriers, most run for a moment only, one after the other, and the sum is many times too high.
 */
final class Latencies {
    private static final int DIGITS = 3;
    private static final double NANOS_IN_MICRO = 1e3;
    private static final double NANOS_IN_SECOND = 1e9;

    private final ReentrantLock lock = new ReentrantLock();
    private final Histogram all = new Histogram(DIGITS);
    private final Path file;
    private int missing;
    private long begin = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    Latencies(int threads, Path file) {
        this.missing = threads;
        this.file = file;
    }

    /** The calls of one thread. */
    static final class OfThread {
        private final Histogram nanos = new Histogram(DIGITS);
        private long begin = Long.MAX_VALUE;
        private long end = Long.MIN_VALUE;

        /** Times are those of {@link System#nanoTime}, which threads share. */
        void add(long from, long to) {
            nanos.recordValue(to - from);
            begin = Math.min(begin, from);
            end = to;
        }
    }

    void add(OfThread thread) throws IOException {
        lock.lock();
        try {
            all.add(thread.nanos);
            begin = Math.min(begin, thread.begin);
            end = Math.max(end, thread.end);
            if (--missing == 0) {
                write();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() throws IOException {
        Files.write(
                file,
                List.of(
                        AppendPhase.PER_SECOND + "=" + all.getTotalCount() / ((end - begin) / NANOS_IN_SECOND),
                        AppendPhase.P50 + "=" + all.getValueAtPercentile(50) / NANOS_IN_MICRO,
                        AppendPhase.P99 + "=" + all.getValueAtPercentile(99) / NANOS_IN_MICRO,
                        AppendPhase.P999 + "=" + all.getValueAtPercentile(99.9) / NANOS_IN_MICRO));
    }

    static Map<String, Double> read(Path file) throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
        }
        return values;
    }
}
