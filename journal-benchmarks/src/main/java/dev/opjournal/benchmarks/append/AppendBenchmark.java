package dev.opjournal.benchmarks.append;

import dev.opjournal.benchmarks.store.Store;
import dev.opjournal.benchmarks.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.infra.ThreadParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * One durable append a call, on as many threads as JMH is told. What each call took is kept beside JMH's
 * count, and all figures but the bytes allocated are made of it: see {@link Latencies}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets up
public class AppendBenchmark {
    static final String DIRECTORY = "benchmark.directory";
    static final String LATENCIES = "benchmark.latencies";

    @Param("OPJOURNAL")
    public StoreKind kind;

    private Store store;
    private Latencies latencies;

    @Setup(Level.Trial)
    public void open(BenchmarkParams params) throws Exception {
        store = kind.open(Path.of(System.getProperty(DIRECTORY)));
        latencies = new Latencies(params.getThreads(), Path.of(System.getProperty(LATENCIES)));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        store.close();
    }

    /** One thread's way in, and what its calls took. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH sets up
    public static class Caller {
        private final Latencies.OfThread calls = new Latencies.OfThread();
        private Store.Caller caller;
        private boolean isMeasured;

        @Setup(Level.Trial)
        public void start(AppendBenchmark benchmark, ThreadParams params) {
            caller = benchmark.store.caller(params.getThreadIndex());
        }

        @Setup(Level.Iteration)
        public void start(IterationParams params) {
            isMeasured = params.getType() == IterationType.MEASUREMENT;
        }

        @TearDown(Level.Trial)
        public void end(AppendBenchmark benchmark) throws IOException {
            benchmark.latencies.add(calls);
        }
    }

    @Benchmark
    public void append(Caller caller) throws Exception {
        long from = System.nanoTime();
        caller.caller.append();
        if (caller.isMeasured) {
            caller.calls.add(from, System.nanoTime());
        }
    }
}
