package dev.opjournal.file;

import dev.opjournal.JournalListener;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener, with the queue of what it is to be told and the thread in which it is called. Whoever puts something into
 * the queue never waits: what does not fit is counted, and the count is told in its place.
 *
 * <p>To wake a thread costs its waker more than to put something into a queue, and the waker is the one that brings a batch
 * to the device. So the thread dozes for a while before it sleeps: while much happens, nobody has to wake it.
 */
final class Hearing {
    /** How much waits for a listener at most; but a batch that is larger is taken if nothing else waits. */
    static final int MOST_CALLS = 1 << 16;

    static final long MOST_BYTES = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(Hearing.class);

    private static final long DOZE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MOST_DOZES = 4;

    private final JournalListener listener;
    private final Path path;
    private final Thread thread;
    private final CountDownLatch over = new CountDownLatch(1);

    private final Queue<Event> queue = new ConcurrentLinkedQueue<>();

    /** What is in the queue or being told; kept apart, since the queue counts its elements one by one. */
    private final AtomicInteger waitingCalls = new AtomicInteger();

    private final AtomicLong waitingBytes = new AtomicLong();

    /** What did not fit and is not told of in the queue. */
    private final AtomicLong missed = new AtomicLong();

    /** Whether the log knows; once until the listener has caught up. */
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Set once, after the last batch has been offered. */
    private volatile @Nullable String failure;

    private volatile boolean ended;

    /** Written by the thread: whether somebody has to wake it. */
    private volatile boolean asleep;

    /** Used by the thread alone, as the next. */
    private boolean failureTold;

    /** How many calls were made for what is being told. */
    private int called;

    /** A thread in which a listener is called. */
    static final class Ear extends Thread {
        // Without inherited thread locals: whoever adds a listener has nothing to do with what the listener is told.
        // But it is to find classes as the adder does, which since JDK 19 does not go without saying.
        private Ear(Runnable work, String listener) {
            super(null, work, "opjournal-listener-" + listener, 0, false);
            setDaemon(true);
            setContextClassLoader(Thread.currentThread().getContextClassLoader());
        }
    }

    Hearing(JournalListener listener, Path path) {
        this.listener = listener;
        this.path = path;
        this.thread = new Ear(this::run, listener.getClass().getSimpleName());
    }

    void start() {
        thread.start();
    }

    @SuppressWarnings("ReferenceEquality") // two listeners that are equal are still two
    boolean isOf(JournalListener other) {
        return listener == other;
    }

    /** Never waits, never throws. */
    void offer(Event event) {
        if (!reserve(event)) {
            miss(event.calls());
            return;
        }
        long gap = missed.get() > 0 ? missed.getAndSet(0) : 0;
        try {
            if (gap > 0) {
                queue.add(missedEvents(gap));
                gap = 0;
            }
            queue.add(event);
            wake();
        } catch (Error noMemory) {
            release(event);
            miss(gap + event.calls());
        }
    }

    /** Takes no room: it stands for what was given none. */
    private static Event missedEvents(long count) {
        return new Event.Single(0, listener -> listener.eventsMissed(count), "the " + count + " events it missed");
    }

    private boolean reserve(Event event) {
        int callsBefore = waitingCalls.getAndAdd(event.calls());
        long bytesBefore = waitingBytes.getAndAdd(event.bytes());
        if (callsBefore == 0
                || (callsBefore + event.calls() <= MOST_CALLS && bytesBefore + event.bytes() <= MOST_BYTES)) {
            return true;
        }
        release(event);
        return false;
    }

    private void release(Event event) {
        waitingCalls.addAndGet(-event.calls());
        waitingBytes.addAndGet(-event.bytes());
    }

    /** Never waits, never throws. */
    void miss(long calls) {
        missed.addAndGet(calls);
        wake();
        if (warned.compareAndSet(false, true)) {
            try {
                log.warn(
                        "{} is too slow and misses what happens to the journal {}; it will be told how much",
                        this,
                        path);
            } catch (Throwable unspeakable) {
                // There is nobody else to tell.
            }
        }
    }

    /** Takes no memory. The first reason stays. */
    void fail(String reason) {
        if (failure == null) {
            failure = reason;
            LockSupport.unpark(thread);
        }
    }

    /** The thread ends when everything is told. */
    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    /** Whether everything was told in that time. An interrupt ends the wait; the flag is kept. */
    boolean awaitEnd(long nanos) {
        try {
            return over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return over.getCount() == 0;
        }
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            int rests = 0;
            while (true) {
                boolean last = ended;
                try {
                    if (tellNext()) {
                        rests = 0;
                    } else if (last) {
                        return;
                    } else {
                        rest(rests++);
                    }
                } catch (Error noMemory) {
                    // Nothing is lost: there may be memory when it tries again.
                    LockSupport.parkNanos(this, DOZE_NANOS);
                }
            }
        } finally {
            over.countDown();
        }
    }

    /** Answers whether there was something to tell. */
    private boolean tellNext() {
        // Before the queue is looked at: what came before the failure is in the queue by now.
        String reason = failure;
        Event next = queue.poll();
        if (next != null) {
            tell(next);
            return true;
        }
        long gap = missed.get();
        if (gap > 0) {
            next = missedEvents(gap);
            missed.addAndGet(-gap);
        } else if (reason != null && !failureTold) {
            next = new Event.Single(0, hearer -> hearer.journalFailed(reason), reason);
            failureTold = true;
        } else {
            return false;
        }
        tell(next);
        return true;
    }

    private void tell(Event next) {
        called = 0;
        try {
            next.tell(this::call);
        } catch (Error noMemory) {
            miss(Math.max(0, next.calls() - called));
        } finally {
            release(next);
        }
    }

    private void rest(int before) {
        if (warned.get()) {
            warned.set(false);
        }
        if (before < MOST_DOZES) {
            LockSupport.parkNanos(this, DOZE_NANOS);
            return;
        }
        asleep = true;
        // What came before this thread was seen asleep woke nobody.
        if (queue.isEmpty() && missed.get() == 0 && (failure == null || failureTold) && !ended) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /** Catches everything: a listener in Kotlin, say, may throw a checked exception. */
    private void call(Consumer<JournalListener> call, Object about) {
        called++;
        try {
            call.accept(listener);
        } catch (Throwable e) {
            complain(about, e);
        } finally {
            // An interrupt that a listener leaves behind would let this thread rest no more.
            Thread.interrupted();
        }
    }

    private void complain(Object about, Throwable thrown) {
        try {
            log.error("{} of the journal {} failed on {}; the journal goes on", this, path, about, thrown);
        } catch (Throwable unspeakable) {
            // What it throws may not even be printable. There is nobody else to tell.
        }
    }

    @Override
    public String toString() {
        return "The listener " + listener.getClass().getName();
    }
}
