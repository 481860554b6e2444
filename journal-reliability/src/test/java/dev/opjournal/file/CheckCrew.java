package dev.opjournal.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;

/**
 * Threads that look at states, one for each processor; whoever hands over more waits. Each is one on which a journal is opened
 * without another thread: with that, a check would take several times as long.
 */
final class CheckCrew implements Executor, AutoCloseable {
    private static final Runnable END = () -> {};

    private final BlockingQueue<Runnable> work = new ArrayBlockingQueue<>(64);
    private final List<Thread> threads = new ArrayList<>();

    CheckCrew() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(this::run, "check-" + i);
            thread.start();
            threads.add(thread);
        }
    }

    private void run() {
        try {
            Uninterrupted.call("checks", () -> {
                for (Runnable next; (next = work.take()) != END; ) {
                    next.run();
                }
                work.put(END);
                return END;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void execute(Runnable check) {
        try {
            work.put(check);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when all is done. */
    @Override
    public void close() {
        execute(END);
        threads.forEach(Uninterrupted::join);
    }
}
