package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Holds the first thread that comes to it until it is opened; whoever comes later goes through. */
final class Gate {
    private static final long MOST_SECONDS = 20;

    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** An interrupt does not end the wait; the flag is kept, as around a system call. */
    void pass() {
        if (taken.compareAndSet(false, true)) {
            reached.countDown();
            await(opened, "the gate was never opened");
        }
    }

    void awaitReached() {
        await(reached, "nobody came to the gate");
    }

    void open() {
        opened.countDown();
    }

    private static void await(CountDownLatch latch, String otherwise) {
        boolean interrupted = false;
        while (true) {
            try {
                assertThat(latch.await(MOST_SECONDS, TimeUnit.SECONDS))
                        .as(otherwise)
                        .isTrue();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
