package dev.opjournal.file;

import dev.opjournal.JournalLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the lock of a journal until the last holder lets go, by trying again: no system tells when a lock gets free. The
 * wait is that of an opening, on a thread which nobody can interrupt; so whoever asked for the opening can end the wait.
 */
final class LockWait {
    private static final Logger log = LoggerFactory.getLogger(LockWait.class);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Duration timeout;
    private final CountDownLatch givenUp = new CountDownLatch(1);

    LockWait(Duration timeout) {
        this.timeout = timeout;
    }

    /** Ends the wait, and so the opening if the journal is still held; an opening that has its lock goes on. */
    void giveUp() {
        givenUp.countDown();
    }

    /** As {@link Disk#lock}, which is tried at least once. */
    DiskLock acquire(Disk disk, Path journal, Clock clock) throws IOException {
        long begun = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return disk.lock(journal, JournalPath.lockOf(journal), clock.instant());
            } catch (JournalLockedException held) {
                if (timeout.isZero()) {
                    throw held;
                }
                if (attempt == 1) {
                    log.info(
                            "The journal {} is held by {}. Waiting for it, {} at most",
                            journal,
                            held.holder(),
                            timeout);
                }
                Duration left = timeout.minusNanos(System.nanoTime() - begun);
                if (left.isNegative() || left.isZero() || endsWithin(left)) {
                    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
                    throw new JournalLockedException(journal, held.holder(), waited);
                }
            }
        }
    }

    /** Pauses; answers whether the wait was given up meanwhile. */
    private boolean endsWithin(Duration left) {
        Duration pause = left.compareTo(PAUSE) < 0 ? left : PAUSE;
        try {
            return givenUp.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("The thread of an opening was interrupted", e);
        }
    }
}
