package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to the device: the entries of an append, or an action that is to run between batches. Its fate is
 * decided once, by the leader of its batch.
 */
final class Pending implements Admission.Answer {
    /** What is to run between batches. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** One entry of an append. */
    static final class Part {
        private final JournalEntry entry;
        private final @Nullable String key;
        private final @Nullable Prints prints;
        private final @Nullable Part next;

        /** Set by the caller before it joins a batch. */
        private @Nullable Line line;

        /** Set by the leader when the line is on the device: where it begins, and the entry with its number. */
        private long offset;

        private @Nullable JournalEntry written;

        /** Set by the leader when readers see the entry: when its operation was begun. */
        private @Nullable Instant begunAt;

        Part(JournalEntry entry, @Nullable String key, @Nullable Prints prints, @Nullable Part next) {
            this.entry = entry;
            this.key = key;
            this.prints = prints;
            this.next = next;
        }

        JournalEntry entry() {
            return entry;
        }

        /** The idempotency key of the entry. */
        @Nullable
        String key() {
            return key;
        }

        /** Of the operation that the entry begins; null if it goes on with one. */
        @Nullable
        Prints prints() {
            return prints;
        }

        /** The entry of the same append behind this one. */
        @Nullable
        Part next() {
            return next;
        }

        void line(Line encoded) {
            line = encoded;
        }

        Line line() {
            return known(line);
        }

        void place(long lineOffset, long number) {
            offset = lineOffset;
            written = entry.withRecordNumber(number);
        }

        long offset() {
            return offset;
        }

        JournalEntry written() {
            return known(written);
        }

        void begunAt(Instant operationBegun) {
            begunAt = operationBegun;
        }

        /** When the operation of the entry was begun. */
        Instant begunAt() {
            return known(begunAt);
        }

        private static <T> T known(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("The entry has not come so far");
            }
            return value;
        }
    }

    /** A thread that waits for the fate of somebody else's append. */
    private record Waiter(Thread thread, @Nullable Waiter next) {}

    /** Not in a batch: its caller may still withdraw it. */
    private static final int JOINING = 0;

    private static final int IN_A_BATCH = 1;
    private static final int WITHDRAWN = 2;
    private static final int DECIDED = 3;

    private static final VarHandle PROGRESS;
    private static final VarHandle WAITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PROGRESS = lookup.findVarHandle(Pending.class, "progress", int.class);
            WAITERS = lookup.findVarHandle(Pending.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread caller = Thread.currentThread();
    private final @Nullable Part first;
    private final @Nullable Owner owner;
    private final @Nullable Action action;

    /** The lines of all parts, once they are sealed. Set by the caller before it joins a batch. */
    private long mostBytes;

    /** When the call came, as {@link System#nanoTime}; 0 if nobody asks. Set by the caller before it joins a batch. */
    private long calledAt;

    /** Why it was not written; set before it is decided. */
    private @Nullable Supplier<? extends JournalException> refusal;

    private volatile int progress = JOINING;
    private volatile @Nullable Waiter waiters;

    /** The links of {@link GroupCommit}, which alone uses them. */
    @Nullable
    Pending next;

    int depth;

    private Pending(@Nullable Part first, @Nullable Owner owner, @Nullable Action action) {
        this.first = first;
        this.owner = owner;
        this.action = action;
    }

    static Pending of(List<JournalEntry> entries, List<@Nullable Prints> prints, @Nullable Owner owner) {
        Part first = null;
        for (int i = entries.size() - 1; i >= 0; i--) {
            JournalEntry entry = entries.get(i);
            first = new Part(entry, entry.idempotencyKey().orElse(null), prints.get(i), first);
        }
        return new Pending(first, owner, null);
    }

    static Pending of(JournalEntry entry, @Nullable String key, @Nullable Prints prints, @Nullable Owner owner) {
        return new Pending(new Part(entry, key, prints, null), owner, null);
    }

    static Pending action(Action action) {
        return new Pending(null, null, action);
    }

    /** The first of its entries; null for an action. */
    @Nullable
    Part first() {
        return first;
    }

    @Nullable
    Owner owner() {
        return owner;
    }

    @Nullable
    Action action() {
        return action;
    }

    /** To be called when all parts have their lines. */
    void encoded() {
        long bytes = 0;
        for (Part part = first; part != null; part = part.next) {
            bytes += part.line().mostBytes();
        }
        mostBytes = bytes;
    }

    long mostBytes() {
        return mostBytes;
    }

    void calledAt(long nanos) {
        calledAt = nanos;
    }

    long calledAt() {
        return calledAt;
    }

    boolean isTimed() {
        return calledAt != 0;
    }

    /** Takes it into a batch, unless its caller has withdrawn it. */
    boolean join() {
        return PROGRESS.compareAndSet(this, JOINING, IN_A_BATCH);
    }

    /** Withdraws it, unless it is in a batch: it is never written. */
    boolean withdraw() {
        return PROGRESS.compareAndSet(this, JOINING, WITHDRAWN);
    }

    /** Whether it is neither in a batch nor withdrawn. */
    boolean isJoining() {
        return progress == JOINING;
    }

    void succeed() {
        progress = DECIDED;
    }

    /** The first decision stands. Takes no memory. */
    void refuse(Supplier<? extends JournalException> why) {
        if (progress != DECIDED) {
            refusal = why;
            progress = DECIDED;
        }
    }

    boolean isDecided() {
        return progress == DECIDED;
    }

    /** Releases who waits, after the fate is decided. */
    void wake() {
        // A permit that the caller gives itself would only end its next wait at once.
        if (caller != Thread.currentThread()) {
            LockSupport.unpark(caller);
        }
        for (Waiter waiter = waiters; waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }

    void wakeToLead() {
        LockSupport.unpark(caller);
    }

    /** For others than the caller: waits for the fate, whatever happens to the thread; its interrupt flag is kept. */
    void awaitFate() {
        // Whoever decides looks for waiters afterwards, and whoever waits looks for the decision after it is seen to
        // wait.
        Waiter waiter;
        do {
            waiter = new Waiter(Thread.currentThread(), waiters);
        } while (!WAITERS.compareAndSet(this, waiter.next, waiter));
        boolean interrupted = false;
        while (isUndecided()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isUndecided() {
        int seen = progress;
        return seen == JOINING || seen == IN_A_BATCH;
    }

    /** Returns if the entries are on the device, or throws the exception that says why they are not. */
    void result() {
        if (!isDecided()) {
            throw new IllegalStateException("The fate of this append is not decided");
        }
        if (refusal != null) {
            throw refusal.get();
        }
    }
}
