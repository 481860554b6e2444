package dev.opjournal.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings many callers' appends to the device with one write and one sync. Whoever joins and finds nobody leading becomes the
 * leader: it takes all that wait, commits them as one batch, hands leadership on and wakes its batch. Those who join
 * meanwhile are the next batch. So a batch is never sealed before the sync of the one before it has returned, and a thread
 * that is alone hands nothing to another thread.
 *
 * <p>Why no thread of its own writes: each append would then be handed to that thread and back, so that a caller alone pays two
 * switches of threads for a write that it could make itself, and under load the writer must be scheduled between any two
 * batches. Here a caller alone pays none. With many callers each parks once an append and is woken once, which is what
 * remains to be paid; whoever happens to run when leadership is free takes it, without a switch. The leader wakes its whole
 * batch, one after the other: waking in a chain, each thread the next two, made no difference that could be measured, and
 * lets a thread that is not scheduled delay others.
 *
 * <p>Waiting is by parking alone, without a monitor, so that a virtual thread gives its carrier free. An interrupt does not
 * end it: the flag is kept for the caller.
 */
final class GroupCommit {
    private static final long MOST_BATCH_BYTES = 4 << 20;

    /** How long a leader waits for as many as came last time. */
    private static final long MOST_GATHERING_NANOS = 50_000;

    private final Consumer<List<Pending>> committer;
    private final Consumer<List<Pending>> lastResort;

    /** Who joined last, linked to those before it. */
    private final AtomicReference<@Nullable Pending> newest = new AtomicReference<>();

    private final AtomicBoolean led = new AtomicBoolean();

    /** All below are the leader's. Those who were taken but did not fit in a batch yet, oldest first. */
    private @Nullable Pending left;

    /** The batch, as a list that is used again and linked in the same order. */
    private final List<Pending> batch = new ArrayList<>();

    private @Nullable Pending first;
    private @Nullable Pending last;

    private int lastBatch;

    /**
     * Commits through the given function, which is never run twice at once. It is handed either appends, or one action, and
     * decides the fate of each; the list is its own only until it returns.
     *
     * @param lastResort is handed the batch if that function threw: decides what is not decided
     */
    GroupCommit(Consumer<List<Pending>> committer, Consumer<List<Pending>> lastResort) {
        this.committer = committer;
        this.lastResort = lastResort;
    }

    /** Returns when the fate is decided. If it throws, memory or stack ran out before the append was in a batch. */
    void run(Pending pending) {
        join(pending);
        boolean interrupted = false;
        while (!pending.isDecided()) {
            try {
                if (led.compareAndSet(false, true)) {
                    lead();
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            } catch (RuntimeException | Error e) {
                // Whoever is in a batch has a fate. Whoever is not must not be the one that is woken to lead.
                if (pending.withdraw()) {
                    wakeToLead(pending.next);
                    wakeToLead(newest.get());
                    throw e;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(Pending pending) {
        Pending before;
        do {
            before = newest.get();
            pending.next = before;
            pending.depth = before == null ? 1 : before.depth + 1;
        } while (!newest.compareAndSet(before, pending));
    }

    private void lead() {
        gather();
        try {
            collect();
        } finally {
            // Also if memory ran out meanwhile: whoever is in the batch must have its fate decided.
            try {
                if (!batch.isEmpty()) {
                    commit();
                }
            } finally {
                handOn();
            }
        }
    }

    /**
     * Those whom the last batch woke are likely to be back at once: one write for all of them is worth the wait, which
     * leaves the processor to them. Whoever is alone waits for nobody.
     */
    @SuppressWarnings("ThreadPriorityCheck") // only speed hangs on who runs meanwhile
    private void gather() {
        if (lastBatch <= 1 || left != null) {
            return;
        }
        long until = System.nanoTime() + MOST_GATHERING_NANOS;
        while (waiting() < lastBatch && System.nanoTime() - until < 0) {
            Thread.yield();
        }
    }

    private int waiting() {
        Pending joined = newest.get();
        return joined == null ? 0 : joined.depth;
    }

    private void collect() {
        if (left == null) {
            left = oldestFirst(newest.getAndSet(null));
        }
        long bytes = 0;
        for (Pending next; (next = left) != null && bytes < MOST_BATCH_BYTES; ) {
            boolean isAction = next.action() != null;
            if (isAction && !batch.isEmpty()) {
                return;
            }
            batch.add(next);
            left = next.next;
            next.next = null;
            if (!next.join()) {
                batch.remove(batch.size() - 1);
                continue;
            }
            if (last == null) {
                first = next;
            } else {
                last.next = next;
            }
            last = next;
            bytes += next.mostBytes();
            if (isAction) {
                return;
            }
        }
    }

    private static @Nullable Pending oldestFirst(@Nullable Pending newestFirst) {
        Pending oldest = null;
        for (Pending at = newestFirst; at != null; ) {
            Pending before = at.next;
            at.next = oldest;
            oldest = at;
            at = before;
        }
        return oldest;
    }

    private void commit() {
        try {
            committer.accept(batch);
        } catch (RuntimeException | Error e) {
            lastResort.accept(batch);
            throw e;
        }
    }

    /** Takes no memory. Leadership goes first, so that the next batch is under way while this one's callers are woken. */
    private void handOn() {
        Pending toWake = first;
        Pending next = left;
        lastBatch = batch.size();
        first = null;
        last = null;
        batch.clear();
        led.set(false);
        // Whoever joins after this look finds nobody leading and leads itself.
        if (!wakeToLead(next)) {
            wakeToLead(newest.get());
        }
        for (Pending pending = toWake; pending != null; ) {
            Pending following = pending.next;
            pending.wake();
            pending = following;
        }
    }

    /** Answers whether there was one to wake. */
    private static boolean wakeToLead(@Nullable Pending candidate) {
        Pending next = candidate;
        while (next != null && !next.isJoining()) {
            next = next.next;
        }
        if (next == null) {
            return false;
        }
        next.wakeToLead();
        return true;
    }
}
