package dev.opjournal.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Brings many callers' appends to the device with one write and one sync. Whoever joins and finds nobody leading becomes the
 * leader: it takes all that wait, commits them as one batch, hands leadership on and wakes its batch. Those who join
 * meanwhile are the next batch. So a batch is never sealed before the sync of the one before it has returned, and a thread
 * that is alone hands nothing to another thread.
 *
 * <p>Waiting is by parking alone, without a monitor, so that a virtual thread gives its carrier free. An interrupt does not
 * end it: the flag is kept for the caller.
 */
final class GroupCommit {
    private static final long MOST_BATCH_BYTES = 4 << 20;

    private final ConcurrentLinkedQueue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean led = new AtomicBoolean();
    private final Consumer<List<Pending>> committer;
    private final Consumer<List<Pending>> lastResort;

    /**
     * Commits through the given function, which is never run twice at once. It is handed either appends, or one action, and
     * decides the fate of each.
     *
     * @param lastResort is handed the batch if that function threw: decides what is not decided
     */
    GroupCommit(Consumer<List<Pending>> committer, Consumer<List<Pending>> lastResort) {
        this.committer = committer;
        this.lastResort = lastResort;
    }

    /** Returns when the fate is decided. If it throws, memory or stack ran out before the append was in a batch. */
    void run(Pending pending) {
        waiting.add(pending);
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
                if (waiting.remove(pending)) {
                    wakeNextLeader();
                    throw e;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lead() {
        List<Pending> batch = List.of();
        try {
            batch = new ArrayList<>();
            collect(batch);
        } finally {
            // Also if memory ran out meanwhile: whoever was taken from the queue must have its fate decided.
            try {
                if (!batch.isEmpty()) {
                    commit(batch);
                }
            } finally {
                led.set(false);
                wakeNextLeader();
                batch.forEach(Pending::wake);
            }
        }
    }

    private void commit(List<Pending> batch) {
        try {
            committer.accept(batch);
        } catch (RuntimeException | Error e) {
            lastResort.accept(batch);
            throw e;
        }
    }

    /** Whoever joins after this look finds nobody leading and leads itself. */
    private void wakeNextLeader() {
        Pending next = waiting.peek();
        if (next != null) {
            next.wakeToLead();
        }
    }

    private void collect(List<Pending> batch) {
        long bytes = 0;
        for (Pending next; (next = waiting.peek()) != null && bytes < MOST_BATCH_BYTES; ) {
            boolean isAction = next.action() != null;
            if (isAction && !batch.isEmpty()) {
                return;
            }
            batch.add(next);
            waiting.remove();
            bytes += next.mostBytes();
            if (isAction) {
                return;
            }
        }
    }
}
