package dev.opjournal.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Threads that race side by side, round after round: all start a round together, and it ends when all are done. */
final class Race implements AutoCloseable {
    private static final long MOST_SECONDS = 60;

    /** What each racer does in a round. */
    @FunctionalInterface
    interface Step<T> {
        T run(int round, int racer) throws Exception;
    }

    /** What is looked at between two rounds, while nobody races. */
    @FunctionalInterface
    interface Finish<T> {
        void check(int round, List<T> answers) throws Exception;
    }

    /** The threads to race with: those of the platform, and virtual ones where the JDK has them. */
    enum Threads {
        PLATFORM {
            @Override
            ExecutorService executor() {
                return Executors.newCachedThreadPool();
            }
        },
        VIRTUAL {
            @Override
            ExecutorService executor() throws ReflectiveOperationException {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            }
        };

        abstract ExecutorService executor() throws ReflectiveOperationException;

        static Stream<Named<Threads>> ofThisJdk() {
            boolean hasVirtual = Runtime.version().feature() >= 21;
            return Stream.of(values())
                    .filter(threads -> hasVirtual || threads == PLATFORM)
                    .map(threads -> Named.of(threads.name().toLowerCase(Locale.ROOT), threads));
        }
    }

    private final ExecutorService executor;
    private final int racers;

    Race(Threads threads, int racers) throws ReflectiveOperationException {
        this.executor = threads.executor();
        this.racers = racers;
    }

    /** Runs the rounds; what a step or a check throws ends the race and is thrown on. */
    <T> void run(int rounds, Step<T> step, Finish<T> finish) throws Exception {
        Rounds<T> all = new Rounds<>(step, finish);
        List<Future<?>> running = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
            int number = racer;
            running.add(executor.submit(() -> all.race(rounds, number)));
        }
        Exception failure = null;
        for (Future<?> racer : running) {
            try {
                racer.get();
            } catch (ExecutionException e) {
                if (failure == null || !(e.getCause() instanceof BrokenBarrierException)) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private final class Rounds<T> {
        private final Step<T> step;
        private final Finish<T> finish;
        private final CyclicBarrier start = new CyclicBarrier(racers);
        private final CyclicBarrier end = new CyclicBarrier(racers, this::finish);
        private final List<T> answers = new ArrayList<>();
        private int round;

        Rounds(Step<T> step, Finish<T> finish) {
            this.step = step;
            this.finish = finish;
            for (int racer = 0; racer < racers; racer++) {
                answers.add(null);
            }
        }

        Void race(int rounds, int racer) throws Exception {
            try {
                for (int i = 0; i < rounds; i++) {
                    start.await(MOST_SECONDS, TimeUnit.SECONDS);
                    answers.set(racer, step.run(i, racer));
                    end.await(MOST_SECONDS, TimeUnit.SECONDS);
                }
                return null;
            } finally {
                if (round < rounds) {
                    start.reset();
                    end.reset();
                }
            }
        }

        private void finish() {
            try {
                finish.check(round++, List.copyOf(answers));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
