package dev.opjournal.steps;

import dev.opjournal.JournalClosedException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The points that a life of a process passes, at one of which it may die; from then on nothing gets through any more. */
final class CrashPoints {
    private final int fatal;
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicReference<String> died = new AtomicReference<>();

    /**
     * The points of one life.
     *
     * @param fatal the number of the point at which it dies, from 0; negative for a life without a crash
     */
    CrashPoints(int fatal) {
        this.fatal = fatal;
    }

    void pass(String where) {
        ensureAlive();
        if (passed.getAndIncrement() == fatal) {
            died.set(where);
            throw new Crash(where);
        }
    }

    /** What still runs in a dead process must come to an end by itself, and finds a journal that takes nothing. */
    void ensureAlive() {
        if (isDead()) {
            throw new JournalClosedException(Path.of("of a dead process"));
        }
    }

    boolean isDead() {
        return died.get() != null;
    }

    String where() {
        return died.get();
    }

    int passed() {
        return passed.get();
    }
}
