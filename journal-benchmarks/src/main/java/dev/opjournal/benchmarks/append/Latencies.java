package dev.opjournal.benchmarks.append;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;

/** Gathers what the calls of all threads took; the last thread writes it to a file, since it is in another JVM than who asks. */
final class Latencies {
    private static final int DIGITS = 3;
    private static final double NANOS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Histogram all = histogram();
    private final Path file;
    private int missing;

    Latencies(int threads, Path file) {
        this.missing = threads;
        this.file = file;
    }

    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    void add(Histogram ofThread) throws IOException {
        lock.lock();
        try {
            all.add(ofThread);
            if (--missing == 0) {
                Files.write(
                        file,
                        List.of(
                                "p50-us=" + all.getValueAtPercentile(50) / NANOS,
                                "p99-us=" + all.getValueAtPercentile(99) / NANOS,
                                "p99.9-us=" + all.getValueAtPercentile(99.9) / NANOS));
            }
        } finally {
            lock.unlock();
        }
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
