package dev.opjournal.sample;

import dev.opjournal.sample.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Calls from many threads in one moment. */
public final class AtOnce {
    private AtOnce() {}

    /** The answers to the calls of so many callers, each of which is given its number. */
    public static List<Answer> call(int callers, IntFunction<Answer> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        CyclicBarrier gate = new CyclicBarrier(callers);
        try {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                futures.add(threads.submit(() -> {
                    gate.await();
                    return call.apply(caller);
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }
}
