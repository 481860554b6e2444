package dev.opjournal.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Scans chunks, on threads of its own and on the one that asks for them, and gives them back in the order in which they
 * came. Used by one thread. Its threads have ended when {@link #close} returns.
 */
final class ScanCrew implements AutoCloseable {
    /** What nobody has begun yet. */
    private final BlockingQueue<FutureTask<Chunk>> waiting = new LinkedBlockingQueue<>();
    /** All that was not given back, in the order in which it came. */
    private final Deque<FutureTask<Chunk>> scans = new ArrayDeque<>();

    private final List<Thread> threads = new ArrayList<>();

    /** Adds threads; without any, {@link #next} does all. */
    void start(int count) {
        for (int i = 1; i <= count; i++) {
            Thread thread = new Thread(this::work, "opjournal-scan-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void work() {
        try {
            while (true) {
                waiting.take().run();
            }
        } catch (InterruptedException closed) {
            // The end.
        }
    }

    void add(Chunk chunk) {
        FutureTask<Chunk> scan = new FutureTask<>(chunk::scan, chunk);
        scans.add(scan);
        waiting.add(scan);
    }

    /** The chunk that came first, scanned; null if there is none. What its scan threw is thrown here. */
    @Nullable
    Chunk next() {
        FutureTask<Chunk> due = scans.poll();
        if (due == null) {
            return null;
        }
        while (!due.isDone()) {
            FutureTask<Chunk> unbegun = waiting.poll();
            if (unbegun == null) {
                break;
            }
            unbegun.run();
        }
        return Uninterrupted.result(due);
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        threads.forEach(Uninterrupted::join);
    }
}
