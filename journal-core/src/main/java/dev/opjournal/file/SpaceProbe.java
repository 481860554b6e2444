package dev.opjournal.file;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Finds out when a full disk has room again: asks at an interval, on a thread of its own that ends then. */
final class SpaceProbe {
    private static final long INTERVAL_MILLIS = 1000;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final String name;
    private final BooleanSupplier isFullStill;

    SpaceProbe(String name, BooleanSupplier isFullStill) {
        this.name = name;
        this.isFullStill = isFullStill;
    }

    void start() {
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            boolean full = true;
            while (full && !stopped.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                full = isFullStill.getAsBoolean();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped.countDown();
    }
}
