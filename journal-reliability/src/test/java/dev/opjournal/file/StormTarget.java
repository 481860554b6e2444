package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A thread that is interrupted at any moment, and that looks after each of its calls whether the flag of an interrupt is still there.
 * A flag is taken back by this alone, between two calls, and while nobody sends an interrupt: so one that was sent and is not
 * set then was lost by the call.
 */
final class StormTarget {
    private static final int QUIET = 0;
    private static final int SENDING = 1;
    /** At least one interrupt was sent since the flag was last taken back. */
    private static final int SENT = 2;

    private static final int TAKING = 3;

    private final AtomicInteger state = new AtomicInteger();
    private volatile Thread thread;
    private volatile boolean inCall;

    /** Written by the one that sends. */
    private long sent;

    private long sentInCalls;

    /** Written by the thread itself. */
    private long flagsKept;

    /** By the thread itself, before its first call. */
    void begin() {
        thread = Thread.currentThread();
    }

    /** Interrupts the thread, unless it has not begun or just takes its flag back. Called by one thread. */
    void interrupt() {
        if (thread == null || !(state.compareAndSet(QUIET, SENDING) || state.compareAndSet(SENT, SENDING))) {
            return;
        }
        sent++;
        sentInCalls += inCall ? 1 : 0;
        thread.interrupt();
        state.set(SENT);
    }

    /** Makes a call, and looks for the flag whether it answers or throws. */
    <T> T call(Supplier<T> call) {
        inCall = true;
        try {
            return call.get();
        } finally {
            inCall = false;
            takeBack();
        }
    }

    private void takeBack() {
        if (state.get() == QUIET) {
            return;
        }
        while (!state.compareAndSet(SENT, TAKING)) {
            Thread.onSpinWait();
        }
        boolean kept = Thread.interrupted();
        state.set(QUIET);
        assertThat(kept).as("the flag of a thread that was interrupted").isTrue();
        flagsKept++;
    }

    long sent() {
        return sent;
    }

    long sentInCalls() {
        return sentInCalls;
    }

    long flagsKept() {
        return flagsKept;
    }
}
