package dev.opjournal.benchmarks.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatenciesTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MICRO = 1_000;

    @TempDir
    Path directory;

    /** The sum of their own rates would be 10,100 a second. */
    @Test
    void aThreadThatRunsForAMomentDoesNotCountAsIfItHadRunAllTheTime() throws Exception {
        Path file = directory.resolve("latencies");
        Latencies latencies = new Latencies(2, file);
        Latencies.OfThread steady = new Latencies.OfThread();
        for (int i = 0; i < 100; i++) {
            steady.add(i * SECOND / 100, i * SECOND / 100 + 100 * MICRO);
        }
        steady.add(SECOND - 100 * MICRO, SECOND);
        Latencies.OfThread momentary = new Latencies.OfThread();
        momentary.add(SECOND / 2, SECOND / 2 + 100 * MICRO);

        latencies.add(steady);
        assertThat(file).as("until the last thread has ended").doesNotExist();
        latencies.add(momentary);

        Map<String, Double> read = Latencies.read(file);
        assertThat(read).containsEntry(AppendPhase.PER_SECOND, 102.0);
        assertThat(read.get(AppendPhase.P50)).isBetween(99.9, 100.1);
        assertThat(read).containsOnlyKeys(AppendPhase.PER_SECOND, AppendPhase.P50, AppendPhase.P99, AppendPhase.P999);
    }
}
