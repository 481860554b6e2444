package dev.opjournal.recovery;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How far the first pass is: it is over when no operation that was interrupted at the start has its turn without having
 * been asked about. All but {@link #await} is guarded by the lock of the {@link Docket}.
 */
final class FirstPass {
    private final Set<Case> unanswered = new HashSet<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile RecoveryReport.State state = RecoveryReport.State.PENDING;

    void begin() {
        state = RecoveryReport.State.RUNNING;
    }

    /** The case has its turn. */
    void called(Case called) {
        if (called.dueInFirstPass) {
            unanswered.add(called);
        }
    }

    /** The case was asked about, or has ended. */
    void attended(Case attended) {
        if (attended.dueInFirstPass) {
            attended.dueInFirstPass = false;
            unanswered.remove(attended);
        }
    }

    /** To be called when a change is whole: the next of a line has its turn in the same change. */
    void completeIfDone() {
        if (state == RecoveryReport.State.RUNNING && unanswered.isEmpty()) {
            state = RecoveryReport.State.COMPLETED;
            over.countDown();
        }
    }

    RecoveryReport.State state() {
        return state;
    }

    /** Releases those who wait, since nothing will be asked any more. */
    void abandon() {
        over.countDown();
    }

    boolean await(Duration timeout) {
        try {
            return over.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)
                    && state == RecoveryReport.State.COMPLETED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
