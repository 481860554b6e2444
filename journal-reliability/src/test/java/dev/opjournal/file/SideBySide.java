package dev.opjournal.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs one piece of work several times at once, each on a thread of its own. */
final class SideBySide {
    private SideBySide() {}

    /** One of the pieces, which are numbered from 0. */
    interface Work {
        void run(int number) throws Exception;
    }

    /** Returns when all have ended; throws what the first of them threw that failed, by its number. */
    static void run(int count, Work work) throws Exception {
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            FutureTask<Integer> task = new FutureTask<>(() -> {
                work.run(number);
                return number;
            });
            tasks.add(task);
            new Thread(task, "side-" + number).start();
        }
        Throwable failure = null;
        for (FutureTask<Integer> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause();
                } else {
                    failure.addSuppressed(e.getCause());
                }
            }
        }
        if (failure != null) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }
}
