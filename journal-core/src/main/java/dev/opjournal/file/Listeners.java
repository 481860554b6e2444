package dev.opjournal.file;

import dev.opjournal.JournalException;
import dev.opjournal.JournalListener;
import dev.opjournal.KeyClaim;
import dev.opjournal.RecoveryOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a journal, each with a queue and a thread of its own ({@link Hearing}). What happens is put into the
 * queues by the leader of a batch, between this batch and the next: so the order is that of the file. That neither waits
 * nor throws, whatever listeners do, and costs one volatile read while there is none.
 */
final class Listeners implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    /** How long the close waits for all listeners together. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Event FULL = new Event.Single(1, JournalListener::journalFull, "the full disk");
    private static final Event HAS_ROOM = new Event.Single(1, JournalListener::journalHasRoom, "the room on the disk");

    private final Path path;
    private final ReentrantLock changing = new ReentrantLock();

    /** Replaced under the lock, never changed. */
    private volatile Hearing[] hearings = {};

    Listeners(Path path) {
        this.path = path;
    }

    /** Starts the listener's thread, so that what cannot be started is the caller's to know. */
    void add(JournalListener listener) {
        changing.lock();
        try {
            if (Arrays.stream(hearings).noneMatch(hearing -> hearing.isOf(listener))) {
                Hearing added = new Hearing(listener, path);
                added.start();
                hearings =
                        Stream.concat(Arrays.stream(hearings), Stream.of(added)).toArray(Hearing[]::new);
            }
        } finally {
            changing.unlock();
        }
    }

    void remove(JournalListener listener) {
        changing.lock();
        try {
            List<Hearing> kept = new ArrayList<>(Arrays.asList(hearings));
            for (Hearing hearing : hearings) {
                if (hearing.isOf(listener)) {
                    kept.remove(hearing);
                    hearing.end();
                }
            }
            hearings = kept.toArray(Hearing[]::new);
        } finally {
            changing.unlock();
        }
    }

    /** When a call comes that will be told of, as {@link System#nanoTime}; 0 while nobody listens. */
    long callComes() {
        return hearings.length == 0 ? 0 : System.nanoTime();
    }

    void batchWritten(List<Pending> batch, long bytes, long nanos) {
        Hearing[] hearers = hearings;
        if (hearers.length == 0) {
            return;
        }
        int calls = BatchEvent.callsFor(batch);
        try {
            offer(hearers, BatchEvent.of(batch, calls, bytes, nanos));
        } catch (Error noMemory) {
            missed(hearers, calls);
        }
    }

    /** Of the claims of keys among what is refused; those that are admitted are told with their batch. */
    void refused(JournalException refusal) {
        Hearing[] hearers = hearings;
        if (hearers.length == 0) {
            return;
        }
        try {
            KeyClaim claim = Claims.refused(refusal);
            if (claim != null) {
                offerOne(hearers, listener -> listener.keyClaimed(claim), claim);
            }
        } catch (Error noMemory) {
            missed(hearers, 1);
        }
    }

    void recoveryOutcome(RecoveryOutcome outcome) {
        Hearing[] hearers = hearings;
        try {
            offerOne(hearers, listener -> listener.recoveryOutcome(outcome), outcome);
        } catch (Error noMemory) {
            missed(hearers, 1);
        }
    }

    private static void offerOne(Hearing[] hearers, Consumer<JournalListener> call, Object about) {
        offer(hearers, new Event.Single(1, call, about));
    }

    void journalFull() {
        offer(hearings, FULL);
    }

    void journalHasRoom() {
        offer(hearings, HAS_ROOM);
    }

    /** Takes no memory. The first reason stays. */
    void journalFailed(String reason) {
        for (Hearing hearing : hearings) {
            hearing.fail(reason);
        }
    }

    private static void offer(Hearing[] hearers, Event event) {
        for (Hearing hearing : hearers) {
            hearing.offer(event);
        }
    }

    private static void missed(Hearing[] hearers, int calls) {
        for (Hearing hearing : hearers) {
            hearing.miss(calls);
        }
    }

    /** Takes all listeners away and waits for them, unless it is one of them that calls. */
    @Override
    public void close() {
        Hearing[] last;
        changing.lock();
        try {
            last = hearings;
            hearings = new Hearing[0];
        } finally {
            changing.unlock();
        }
        for (Hearing hearing : last) {
            hearing.end();
        }
        if (Thread.currentThread() instanceof Hearing.Ear) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Hearing hearing : last) {
            if (!hearing.awaitEnd(deadline - System.nanoTime())) {
                log.warn("The journal {} is closed, but {} has not heard of everything yet", path, hearing);
            }
        }
    }
}
