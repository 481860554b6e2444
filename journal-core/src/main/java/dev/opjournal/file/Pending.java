package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to the device: the entries of an append, or an action that is to run between batches. Its fate is
 * decided once, by the leader of its batch.
 */
final class Pending {
    /** What is to run between batches. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private final Thread caller = Thread.currentThread();
    private final CountDownLatch decided = new CountDownLatch(1);
    private final List<JournalEntry> entries;
    private final List<@Nullable Prints> prints;
    private final @Nullable Owner owner;
    private final @Nullable Action action;

    /** Set by the caller before it joins a batch. */
    private List<Line> lines = List.of();

    /** Set by the leader when the lines are on the device: where each begins, and the entries with their numbers. */
    private long[] offsets = {};

    private List<JournalEntry> written = List.of();

    /** Why it was not written; set before {@link #isDecided}. */
    private @Nullable Supplier<? extends JournalException> refusal;

    private volatile boolean isDecided;

    private Pending(
            List<JournalEntry> entries, List<@Nullable Prints> prints, @Nullable Owner owner, @Nullable Action action) {
        this.entries = entries;
        this.prints = prints;
        this.owner = owner;
        this.action = action;
    }

    static Pending of(List<JournalEntry> entries, List<@Nullable Prints> prints, @Nullable Owner owner) {
        return new Pending(entries, prints, owner, null);
    }

    static Pending action(Action action) {
        return new Pending(List.of(), List.of(), null, action);
    }

    List<JournalEntry> entries() {
        return entries;
    }

    /** Of the operation that the entry begins; null if it goes on with one. */
    @Nullable
    Prints prints(int entry) {
        return prints.get(entry);
    }

    @Nullable
    Owner owner() {
        return owner;
    }

    @Nullable
    Action action() {
        return action;
    }

    void lines(List<Line> encoded) {
        this.lines = encoded;
    }

    List<Line> lines() {
        return lines;
    }

    long mostBytes() {
        long bytes = 0;
        for (Line line : lines) {
            bytes += line.mostBytes();
        }
        return bytes;
    }

    void durable(List<JournalEntry> entriesWithNumbers, long[] lineOffsets) {
        this.written = entriesWithNumbers;
        this.offsets = lineOffsets;
    }

    List<JournalEntry> written() {
        return written;
    }

    long offset(int entry) {
        return offsets[entry];
    }

    void succeed() {
        isDecided = true;
    }

    /** The first decision stands. Takes no memory. */
    void refuse(Supplier<? extends JournalException> why) {
        if (!isDecided) {
            refusal = why;
            isDecided = true;
        }
    }

    boolean isDecided() {
        return isDecided;
    }

    /** Releases who waits, after the fate is decided. */
    void wake() {
        decided.countDown();
        LockSupport.unpark(caller);
    }

    void wakeToLead() {
        LockSupport.unpark(caller);
    }

    /** For others than the caller: waits for the fate, whatever happens to the thread; its interrupt flag is kept. */
    void awaitFate() {
        boolean interrupted = false;
        while (true) {
            try {
                decided.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The entries as they are on the device, or the exception that says why they are not. */
    List<JournalEntry> result() {
        if (!isDecided) {
            throw new IllegalStateException("The fate of this append is not decided");
        }
        if (refusal != null) {
            throw refusal.get();
        }
        return written;
    }
}
