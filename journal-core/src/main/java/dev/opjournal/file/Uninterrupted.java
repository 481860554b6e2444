package dev.opjournal.file;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Waits that go on whatever happens to the waiting thread meanwhile; its interrupt flag is kept. */
final class Uninterrupted {
    private Uninterrupted() {}

    /** What waits, and can be interrupted. */
    private interface Wait<T> {
        T run() throws InterruptedException, ExecutionException;
    }

    /**
     * Runs work on a thread that nobody can interrupt. Opening a journal uses channels (for the lock, and to sync a
     * directory), which the interrupt of the thread that uses them closes.
     */
    static <T> T call(String name, Callable<T> work) throws Exception {
        return call(name, work, () -> {});
    }

    /**
     * As {@link #call(String, Callable)}.
     *
     * @param told when the thread that waits for the work is interrupted, so that the work may come to an end sooner
     */
    static <T> T call(String name, Callable<T> work, Runnable told) throws Exception {
        if (Thread.currentThread() instanceof Undisturbed) {
            return work.call();
        }
        FutureTask<T> task = new FutureTask<>(work);
        new Undisturbed(task, name).start();
        try {
            return await(task::get, told);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** A thread that is known here alone. */
    private static final class Undisturbed extends Thread {
        Undisturbed(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    /** Work that the disk may refuse. */
    @FunctionalInterface
    interface DiskWork {
        void run() throws IOException;
    }

    /** As {@link #call}, for work that throws nothing else that is checked. */
    static void run(String name, DiskWork work) throws IOException {
        try {
            call(name, () -> {
                work.run();
                return work;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The result of a task that throws nothing that is checked. */
    static <T> T result(FutureTask<T> task) {
        try {
            return await(task::get);
        } catch (ExecutionException e) {
            if (rethrown(e.getCause()) instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits for the end of a thread. */
    static void join(Thread thread) {
        try {
            await(() -> {
                thread.join();
                return thread;
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T await(Wait<T> wait) throws ExecutionException {
        return await(wait, () -> {});
    }

    private static <T> T await(Wait<T> wait, Runnable told) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                    told.run();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Exception rethrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
