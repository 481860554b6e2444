package dev.opjournal.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same work on many threads at once. */
public final class Threads {
    private Threads() {}

    /** What a thread does. */
    @FunctionalInterface
    public interface Work {
        void run(int number) throws Exception;
    }

    /**
     * Runs the work on so many threads and waits for all; throws what the first of them threw.
     *
     * @param virtual takes a JDK that has virtual threads
     */
    public static void run(int threads, boolean virtual, Work work) throws Exception {
        ExecutorService executor = virtual ? virtualThreads() : Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                running.add(executor.submit(() -> {
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** By name, since this is compiled for a release that lacks them. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
