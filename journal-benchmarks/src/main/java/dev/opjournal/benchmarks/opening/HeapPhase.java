package dev.opjournal.benchmarks.opening;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.ChildFailedException;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Phase;
import dev.opjournal.benchmarks.store.SampleOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What an open journal keeps in the heap, and with how little heap it opens. */
public final class HeapPhase implements Phase {
    public static final String NAME = "heap";
    public static final String ENDED = "ended";
    public static final String IN_FLIGHT = "in-flight";
    /** In flight, but of an earlier process. */
    public static final String INTERRUPTED = "interrupted";

    public static final String BYTES = "bytes-per-operation";
    public static final String LIVE_MB = "live-mb";
    public static final String SMALLEST_MB = "smallest-xmx-mb";

    private static final double MB = 1 << 20;
    /** Steps are a fiftieth of what is live: finer, one collection more or less decides. */
    private static final int STEPS_OF_LIVE = 50;
    /** The JVM itself does not start with less. */
    private static final int LEAST_MB = 4;

    private static final int MOST_TIMES_LIVE = 6;
    private static final Duration MOST_TO_OPEN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path directory = bench.directory(NAME);
        try {
            ended(bench, directory);
            inFlight(bench, directory);
        } catch (ChildFailedException e) {
            bench.fail("Heap was not measured: " + e.getMessage());
        }
        bench.delete(directory);
    }

    private static void ended(Bench bench, Path directory) throws IOException, InterruptedException {
        Path journal = directory.resolve("ended.journal");
        int entries = bench.plan().commonEntries();
        child(bench).run(DatasetChild.class, directory, Opener.Source.JOURNAL, journal, entries);
        Map<String, Double> said = child(bench).run(HeapChild.class, directory, journal, 0);
        int operations = entries / SampleOperation.ENTRIES;
        add(bench, ENDED, BYTES, said.getOrDefault(HeapChild.JOURNAL, 0.0) / operations);
        double live = said.getOrDefault(HeapChild.LIVE, 0.0) / MB;
        add(bench, ENDED, LIVE_MB, live);
        add(bench, ENDED, SMALLEST_MB, smallest(bench, directory, journal, live));
    }

    private static void inFlight(Bench bench, Path directory) throws IOException, InterruptedException {
        Path journal = directory.resolve("in-flight.journal");
        int operations = bench.plan().heapOperations();
        Map<String, Double> begun = child(bench).run(HeapChild.class, directory, journal, operations);
        add(bench, IN_FLIGHT, BYTES, begun.getOrDefault(HeapChild.JOURNAL, 0.0) / operations);
        Map<String, Double> reopened = child(bench).run(HeapChild.class, directory, journal, 0);
        add(bench, INTERRUPTED, BYTES, reopened.getOrDefault(HeapChild.JOURNAL, 0.0) / operations);
    }

    /** Halves the range until it is one step wide: it opens with the upper end, and does not with the lower one. */
    private static double smallest(Bench bench, Path directory, Path journal, double live)
            throws IOException, InterruptedException {
        int step = Math.max(1, (int) (live / STEPS_OF_LIVE));
        int below = Math.max(LEAST_MB, (int) live - step);
        int above = Math.max(below + step, (int) (live * MOST_TIMES_LIVE));
        if (!opens(bench, directory, journal, above)) {
            throw new ChildFailedException("It does not open with " + MOST_TIMES_LIVE + " times the live heap");
        }
        while (above - below > step) {
            int middle = (above + below) / 2;
            if (opens(bench, directory, journal, middle)) {
                above = middle;
            } else {
                below = middle;
            }
        }
        return above;
    }

    private static boolean opens(Bench bench, Path directory, Path journal, int mb)
            throws IOException, InterruptedException {
        boolean opens = true;
        try {
            new ChildJvm(bench.jvm())
                    .option("-Xmx" + mb + "m")
                    .option("-XX:+ExitOnOutOfMemoryError")
                    .within(MOST_TO_OPEN)
                    .run(OpenChild.class, directory, Opener.OPJOURNAL, journal);
        } catch (ChildFailedException e) {
            opens = false;
        }
        bench.say("heap, -Xmx" + mb + "m: " + (opens ? "opens" : "does not open"));
        return opens;
    }

    private static ChildJvm child(Bench bench) {
        return new ChildJvm(bench.jvm()).option(OpeningPhase.HEAP);
    }

    private static void add(Bench bench, String subject, String metric, double value) {
        bench.results().add(NAME, subject, "", metric, value);
        bench.say("heap, %s, %s: %,.1f".formatted(subject, metric, value));
    }
}
