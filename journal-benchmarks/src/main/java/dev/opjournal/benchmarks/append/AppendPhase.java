package dev.opjournal.benchmarks.append;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.Jvm;
import dev.opjournal.benchmarks.run.Phase;
import dev.opjournal.benchmarks.run.Rotation;
import dev.opjournal.benchmarks.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Appends per second, what each took, and what it allocated: every store, on every number of threads, in every round. */
public final class AppendPhase implements Phase {
    public static final String NAME = "append";
    public static final String PER_SECOND = "appends-per-s";
    public static final String P50 = "p50-us";
    public static final String P99 = "p99-us";
    public static final String P999 = "p99.9-us";
    public static final String ALLOCATED = "allocated-bytes";

    private static final long MOST_OVERTIME_MILLIS = 30_000;
    private static final String ALLOCATED_IN_JMH = "gc.alloc.rate.norm";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Bench bench) throws IOException {
        for (int round = 0; round < bench.plan().rounds(); round++) {
            for (Callers callers : callers(bench)) {
                for (StoreKind kind : Rotation.of(List.of(StoreKind.values()), round)) {
                    if (callers.takes(kind) && !(bench.plan().isSmoke() && kind.isShared() && callers == Callers.ONE)) {
                        measure(bench, kind, callers, round);
                    }
                }
            }
        }
    }

    private static List<Callers> callers(Bench bench) {
        List<Callers> callers = new ArrayList<>(List.of(Callers.values()));
        if (bench.virtualJvm().isEmpty()) {
            bench.note("No JDK with virtual threads was found: appends on virtual threads were not measured.");
            callers.removeIf(Callers::isVirtual);
        }
        if (bench.plan().isSmoke()) {
            callers.retainAll(List.of(Callers.ONE, Callers.EIGHT, Callers.SIXTY_FOUR_VIRTUAL));
        }
        return callers;
    }

    private static void measure(Bench bench, StoreKind kind, Callers callers, int round) throws IOException {
        Path directory = bench.directory(kind.id());
        try {
            Path latencies = directory.resolve("latencies");
            RunResult result =
                    runner(bench, kind, callers, directory, latencies).runSingle();
            Map<String, Double> measured = Latencies.read(latencies);
            measured.forEach((metric, value) -> add(bench, kind, callers, metric, value));
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED_IN_JMH);
            if (allocated != null) {
                add(bench, kind, callers, ALLOCATED, allocated.getScore());
            }
            bench.say("append, round %d, %s, %s: %,.0f/s"
                    .formatted(round + 1, callers.title(), kind.title(), measured.get(PER_SECOND)));
        } catch (RunnerException e) {
            bench.fail("%s on %s threads gave no result in round %d: %s"
                    .formatted(kind.title(), callers.title(), round + 1, e.getMessage()));
        } finally {
            bench.delete(directory);
        }
    }

    private static void add(Bench bench, StoreKind kind, Callers callers, String metric, double value) {
        bench.results().add(NAME, kind.id(), callers.id(), metric, value);
    }

    private static Runner runner(Bench bench, StoreKind kind, Callers callers, Path directory, Path latencies) {
        Jvm jvm = callers.isVirtual() ? bench.virtualJvm().orElseThrow() : bench.jvm();
        List<String> arguments = new ArrayList<>(jvm.arguments());
        arguments.add("-D" + AppendBenchmark.DIRECTORY + "=" + directory);
        arguments.add("-D" + AppendBenchmark.LATENCIES + "=" + latencies);
        arguments.add("-Djmh.executor=" + (callers.isVirtual() ? "VIRTUAL" : "PLATFORM"));
        return new Runner(new OptionsBuilder()
                .include(AppendBenchmark.class.getName())
                .param("kind", kind.name())
                .threads(callers.threads())
                // Threads that wait for each other by yielding starve one that a peer has pinned, and never end.
                .syncIterations(false)
                .timeout(TimeValue.milliseconds(bench.plan().measureMillis() + MOST_OVERTIME_MILLIS))
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(bench.plan().warmupMillis()))
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(bench.plan().measureMillis()))
                .addProfiler(GCProfiler.class)
                .jvm(jvm.executable())
                .jvmArgs(arguments.toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build());
    }
}
