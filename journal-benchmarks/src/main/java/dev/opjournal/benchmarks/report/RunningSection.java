package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.run.Measurement;
import dev.opjournal.benchmarks.run.Results;
import dev.opjournal.benchmarks.run.Statistics;
import dev.opjournal.benchmarks.running.CompactionPhase;
import dev.opjournal.benchmarks.running.LongRunPhase;
import dev.opjournal.benchmarks.running.SoakPhase;
import java.util.List;
import java.util.OptionalDouble;

/** What holds over time. */
final class RunningSection {
    private static final int FIRST_QUARTER = 4;

    private final Results results;

    RunningSection(Results results) {
        this.results = results;
    }

    String text() {
        return """
                ## Over time

                The long run appends over a live set that stays the same, and ended operations are kept for no time. Bytes written are
                those that the process has handed to write calls, whatever for. Compaction runs one time after the other beside 64 threads,
                over a history that all stays, in turns with the same without it. The soak runs at full load and keeps ended operations
                for one minute.

                %s""".formatted(table());
    }

    private Table table() {
        return new Table(List.of("", ""))
                .row(List.of("long run: appends", Figures.exact(longRun("", LongRunPhase.APPENDS))))
                .row(List.of(
                        "appends per second in its first tenth", Figures.count(longRun("1", LongRunPhase.PER_SECOND))))
                .row(List.of("in its last tenth", Figures.count(longRun("10", LongRunPhase.PER_SECOND))))
                .row(List.of(
                        "bytes written over the entries' bytes", Figures.factor(longRun("", LongRunPhase.WRITTEN))))
                .row(List.of("file at its end, MB", Figures.exact(longRun("", LongRunPhase.FILE_MB))))
                .row(List.of("live heap at its end, MB", Figures.exact(longRun("", LongRunPhase.HEAP_MB))))
                .row(List.of("p99.9 of an append during compaction", Figures.micros(compaction(results, "during"))))
                .row(List.of("without", Figures.micros(compaction(results, "without"))))
                .row(List.of("soak: appends", Figures.exact(last(SoakPhase.APPENDS))))
                .row(List.of("live heap at its end, MB", Figures.exact(last(SoakPhase.HEAP_MB))))
                .row(List.of("file at its end, MB", Figures.exact(last(SoakPhase.FILE_MB))))
                .row(List.of("open files at its end", Figures.exact(last(SoakPhase.OPEN_FILES))));
    }

    private OptionalDouble longRun(String setting, String metric) {
        return results.median(LongRunPhase.NAME, LongRunPhase.SUBJECT, setting, metric);
    }

    static OptionalDouble compaction(Results results, String setting) {
        return results.median(CompactionPhase.NAME, CompactionPhase.SUBJECT, setting, CompactionPhase.P999);
    }

    static OptionalDouble heapLevel(Results results) {
        return level(samples(results, SoakPhase.HEAP_MB));
    }

    static OptionalDouble fileLevel(Results results) {
        return level(samples(results, SoakPhase.FILE_MB));
    }

    private OptionalDouble last(String metric) {
        List<Double> samples = samples(results, metric);
        return samples.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(samples.get(samples.size() - 1));
    }

    /** The median of the last quarter over that of the second; the first is the start, in which the level is reached. */
    private static OptionalDouble level(List<Double> samples) {
        int quarter = samples.size() / FIRST_QUARTER;
        if (quarter == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Statistics.median(samples.subList(samples.size() - quarter, samples.size()))
                / Statistics.median(samples.subList(quarter, 2 * quarter)));
    }

    /** In their order. */
    private static List<Double> samples(Results results, String metric) {
        return results.of(SoakPhase.NAME, SoakPhase.SUBJECT, metric).stream()
                .map(Measurement::rounds)
                .map(Statistics::median)
                .toList();
    }
}
