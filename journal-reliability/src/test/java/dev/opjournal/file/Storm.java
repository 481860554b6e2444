package dev.opjournal.file;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/** Interrupts each of some threads a thousand times a second, as far as the machine lets it. */
final class Storm implements AutoCloseable {
    private static final long EVERY_NANOS = 1_000_000;

    /** So much it makes up for when it was not scheduled. */
    private static final long MOST_BEHIND_NANOS = 20 * EVERY_NANOS;

    private final List<StormTarget> targets;
    private final Thread thread = new Thread(this::blow, "storm");
    private final long begun = System.nanoTime();
    private volatile boolean over;
    private volatile long ended;

    Storm(List<StormTarget> targets) {
        this.targets = targets;
        thread.setDaemon(true);
        thread.start();
    }

    private void blow() {
        long next = System.nanoTime();
        while (!over) {
            targets.forEach(StormTarget::interrupt);
            next = Math.max(next + EVERY_NANOS, System.nanoTime() - MOST_BEHIND_NANOS);
            LockSupport.parkNanos(next - System.nanoTime());
        }
        ended = System.nanoTime();
    }

    @Override
    public void close() {
        over = true;
        Uninterrupted.join(thread);
    }

    long sum(ToLongFunction<StormTarget> of) {
        return targets.stream().mapToLong(of).sum();
    }

    /** How often a second each thread was interrupted. */
    long rateReached() {
        return sum(StormTarget::sent) * 1_000_000_000L / (ended - begun) / targets.size();
    }
}
