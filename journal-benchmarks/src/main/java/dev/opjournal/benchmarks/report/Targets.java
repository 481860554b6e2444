package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.append.AppendPhase;
import dev.opjournal.benchmarks.append.Callers;
import dev.opjournal.benchmarks.opening.HeapPhase;
import dev.opjournal.benchmarks.opening.OpeningPhase;
import dev.opjournal.benchmarks.run.Results;
import dev.opjournal.benchmarks.running.CompactionPhase;
import dev.opjournal.benchmarks.running.LongRunPhase;
import dev.opjournal.benchmarks.store.StoreKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What was promised, against what was measured. */
final class Targets {
    private static final double P99_AT_MOST_US = 2_500;
    private static final double ALLOCATED_AT_MOST = 800;
    private static final double ENDED_AT_MOST = 140;
    private static final double IN_FLIGHT_AT_MOST = 1024;
    private static final double R_SQUARED_AT_LEAST = 0.99;
    /** A level that stays differs no more than samples of one level do. */
    private static final double LEVEL_AT_MOST = 1.2;

    private final Results results;
    private final Appends appends;

    Targets(Results results) {
        this.results = results;
        this.appends = new Appends(results);
    }

    List<Target> all() {
        List<Target> all = new ArrayList<>();
        all.addAll(throughput());
        all.addAll(latency());
        all.addAll(opening());
        all.addAll(running());
        return all;
    }

    private List<Target> throughput() {
        OptionalDouble logs = Stream.of(StoreKind.ARTEMIS, StoreKind.BOOKKEEPER)
                .map(kind -> appends.perSecond(kind, Callers.SIXTY_FOUR))
                .flatMap(value -> value.stream().boxed())
                .mapToDouble(Double::doubleValue)
                .max();
        OptionalDouble at64 = appends.perSecond(StoreKind.OPJOURNAL, Callers.SIXTY_FOUR);
        return List.of(
                overReference("1 thread, over the reference", 1.25, Callers.ONE),
                Target.atLeast(
                        "8 threads, over the best peer", 1, appends.overBestPeer(Callers.EIGHT), Figures::factor),
                overReference("64 threads, over the reference", 16, Callers.SIXTY_FOUR),
                Target.atLeast(
                        "64 threads, over RocksDB",
                        2.5,
                        Figures.ratio(at64, appends.perSecond(StoreKind.ROCKSDB, Callers.SIXTY_FOUR)),
                        Figures::factor),
                Target.atLeast(
                        "64 threads, over the better of Artemis and BookKeeper",
                        1.3,
                        Figures.ratio(at64, logs),
                        Figures::factor),
                overReference("64 virtual threads, over the reference", 30, Callers.SIXTY_FOUR_VIRTUAL),
                overReference("256 virtual threads, over the reference", 50, Callers.MANY_VIRTUAL));
    }

    private Target overReference(String text, double limit, Callers callers) {
        return Target.atLeast(text, limit, appends.overReference(StoreKind.OPJOURNAL, callers), Figures::factor);
    }

    private List<Target> latency() {
        OptionalDouble p50 = appends.median(StoreKind.OPJOURNAL, Callers.ONE, AppendPhase.P50);
        return List.of(
                Target.atMost(
                        "1 thread, p50 over that of the bytes alone, written over space set aside",
                        1.1,
                        Figures.ratio(p50, appends.median(StoreKind.RAW_WRITE, Callers.ONE, AppendPhase.P50)),
                        Figures::factor),
                Target.atMost(
                        "1 thread, p50 over that of the bytes alone, appended and synced",
                        0.85,
                        Figures.ratio(p50, appends.median(StoreKind.RAW_APPEND, Callers.ONE, AppendPhase.P50)),
                        Figures::factor),
                Target.atMost(
                        "64 threads, p99",
                        P99_AT_MOST_US,
                        appends.median(StoreKind.OPJOURNAL, Callers.SIXTY_FOUR, AppendPhase.P99),
                        Figures::micros),
                Target.atMost(
                        "64 threads, bytes allocated per append",
                        ALLOCATED_AT_MOST,
                        appends.median(StoreKind.OPJOURNAL, Callers.SIXTY_FOUR, AppendPhase.ALLOCATED),
                        Figures::exact));
    }

    private List<Target> opening() {
        return List.of(
                faster("opening on one core, over databind", 5, "databind", OpeningPhase.ONE_CORE),
                faster("opening on all cores, over databind", 8, "databind", OpeningPhase.ALL_CORES),
                faster("opening on all cores, over RocksDB's scan", 1.5, "rocksdb", OpeningPhase.ALL_CORES),
                Target.atLeast(
                        "opening time is a line through the number of entries: R²",
                        R_SQUARED_AT_LEAST,
                        OpeningSection.rSquared(results),
                        Figures::fraction),
                Target.atMost(
                        "live heap of an ended operation with its key, bytes",
                        ENDED_AT_MOST,
                        heap(HeapPhase.ENDED, HeapPhase.BYTES),
                        Figures::exact),
                Target.atMost(
                        "live heap of an operation in flight, bytes",
                        IN_FLIGHT_AT_MOST,
                        Stream.of(HeapPhase.IN_FLIGHT, HeapPhase.INTERRUPTED)
                                .flatMap(subject ->
                                        heap(subject, HeapPhase.BYTES).stream().boxed())
                                .mapToDouble(Double::doubleValue)
                                .max(),
                        Figures::exact),
                Target.atMost(
                        "smallest `-Xmx` that opens, over the live heap",
                        1.8,
                        Figures.ratio(
                                heap(HeapPhase.ENDED, HeapPhase.SMALLEST_MB), heap(HeapPhase.ENDED, HeapPhase.LIVE_MB)),
                        Figures::factor));
    }

    private Target faster(String text, double limit, String opener, String cores) {
        return Target.atLeast(
                text,
                limit,
                Figures.ratio(
                        results.median(OpeningPhase.NAME, opener, cores, OpeningPhase.SECONDS),
                        results.median(OpeningPhase.NAME, "opjournal", cores, OpeningPhase.SECONDS)),
                Figures::factor);
    }

    private OptionalDouble heap(String subject, String metric) {
        return results.median(HeapPhase.NAME, subject, "", metric);
    }

    private List<Target> running() {
        return List.of(
                Target.atMost(
                        "bytes written, over the entries' bytes",
                        4,
                        results.median(LongRunPhase.NAME, LongRunPhase.SUBJECT, "", LongRunPhase.WRITTEN),
                        Figures::factor),
                Target.atMost(
                        "p99.9 of an append during compaction, over that without",
                        10,
                        Figures.ratio(
                                RunningSection.compaction(results, CompactionPhase.DURING),
                                RunningSection.compaction(results, CompactionPhase.WITHOUT)),
                        Figures::factor),
                Target.atMost(
                        "heap at the end of a soak, over that before its middle",
                        LEVEL_AT_MOST,
                        RunningSection.heapLevel(results),
                        Figures::factor),
                Target.atMost(
                        "file at the end of a soak, over that before its middle",
                        LEVEL_AT_MOST,
                        RunningSection.fileLevel(results),
                        Figures::factor));
    }
}
