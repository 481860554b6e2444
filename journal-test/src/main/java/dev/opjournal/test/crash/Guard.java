package dev.opjournal.test.crash;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs what the application does in a thread of its own, so that neither a death nor a hanging application holds up the test. */
final class Guard {
    /** How long what still runs of a dead process is waited for before it is interrupted. */
    private static final Duration LAST_BREATH = Duration.ofMillis(100);

    private final Life life;
    private final Duration patience;

    Guard(Life life, Duration patience) {
        this.life = life;
        this.patience = patience;
    }

    /** What an application does. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    /**
     * Runs a task until it has ended or the process has died.
     *
     * @param clause what is said if it throws: "the application cannot be built"
     * @throws Failed if it throws while the process lives
     * @throws Violation if it hangs
     */
    void run(String clause, Task task) throws Violation, Failed {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(task, end), "opjournal-crash-test");
        thread.setDaemon(true);
        thread.start();
        try {
            await(end, clause, thread);
            if (life.isDead()) {
                bury(thread);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The crash test was interrupted", e);
        }
    }

    private static void run(Task task, CompletableFuture<Void> end) {
        try {
            task.run();
            end.complete(null);
        } catch (Throwable t) {
            end.completeExceptionally(t);
        }
    }

    private void await(CompletableFuture<Void> end, String clause, Thread thread)
            throws InterruptedException, Violation, Failed {
        long seen = -1;
        while (true) {
            try {
                Object unused =
                        CompletableFuture.anyOf(end, life.death()).get(patience.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                if (life.isDead()) {
                    return;
                }
                throw new Failed(clause, e.getCause() == null ? e : e.getCause());
            } catch (TimeoutException e) {
                if (seen == life.progress()) {
                    throw hanging(thread);
                }
                seen = life.progress();
            }
        }
    }

    private Violation hanging(Thread thread) {
        Exception where = new Exception("Where it hangs");
        where.setStackTrace(thread.getStackTrace());
        thread.interrupt();
        return new Violation("the application hangs: nothing has happened for " + patience, where);
    }

    /** It finds out by itself at its next call, unless it waits for somebody who is dead too. */
    private void bury(Thread thread) throws InterruptedException {
        thread.join(LAST_BREATH.toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(patience.toMillis());
        }
    }

    /** The application has thrown. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Throwable thrown;

        Failed(String clause, Throwable thrown) {
            super(clause, thrown);
            this.thrown = thrown;
        }

        Throwable thrown() {
            return thrown;
        }

        Violation toViolation() {
            return new Violation(getMessage() + ": it threw " + thrown, thrown);
        }
    }
}
