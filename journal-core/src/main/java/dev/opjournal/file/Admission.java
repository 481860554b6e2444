package dev.opjournal.file;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which entries may be written, and keeps what is known to be written.
 *
 * <p>An append takes the slot of each of its operations and keys before it is written, and holds it until its fate is
 * decided: a second transition of the same operation, or a second claim of the same key, waits for the fate of the first.
 * Memory changes only after the bytes are on the device ({@link #publish}), in the order of the file. The lock is held for
 * look-ups alone, never over I/O.
 */
final class Admission {
    /** The answer to an append: it may be written, and its slots are taken, or not. */
    sealed interface Answer permits Pending, Answer.Applied {
        /** A key has taken effect: the entry with which it did is to be read. */
        record Applied(JournalEntry asked, Reading recorded) implements Answer {}
    }

    private static final int MOST_TIMES_TO_GIVE_WAY = 20;
    private static final long NANOS_TO_GIVE_WAY = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final Fingerprints fingerprints;
    private final Requests requests;

    /** All guarded by the lock. */
    private final Index index;

    private final Slots operationSlots = new Slots();
    private final Slots keySlots = new Slots();
    private @Nullable Supplier<? extends JournalException> refusal;

    Admission(Index index, Fingerprints fingerprints, Requests requests, Clock clock) {
        this.index = index;
        this.fingerprints = fingerprints;
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Checks entries against what is durable.
     *
     * @param owner of the operations: a new one for those that begin; for the others the one they must have, or null if
     *     whoever asks may
     */
    Answer admit(List<JournalEntry> drafts, @Nullable Owner owner) {
        List<@Nullable Prints> prints = prints(drafts);
        while (true) {
            Pending before;
            lock.lock();
            try {
                ensureOpen();
                before = holderOfASlot(drafts);
                if (before == null) {
                    return admitNow(drafts, prints, owner);
                }
            } finally {
                lock.unlock();
            }
            before.awaitFate();
        }
    }

    /** As for several entries, for the usual one. */
    Answer admit(JournalEntry draft, @Nullable Owner owner) {
        String key = draft.idempotencyKey().orElse(null);
        Prints prints = prints(draft, key);
        while (true) {
            Pending before;
            lock.lock();
            try {
                ensureOpen();
                before = holderOfASlot(draft, key);
                if (before == null) {
                    return admitNow(draft, key, prints, owner);
                }
            } finally {
                lock.unlock();
            }
            before.awaitFate();
        }
    }

    private Answer admitNow(JournalEntry draft, @Nullable String key, @Nullable Prints begins, @Nullable Owner owner) {
        Reading applied = applied(draft, begins, Map.of());
        if (applied != null) {
            return new Answer.Applied(draft, applied);
        }
        JournalEntry entry = entry(draft, begins, Map.of(), owner);
        // A draft that leaves the key out takes it from the operation.
        String whole = key != null ? key : entry.idempotencyKey().orElse(null);
        return withSlots(Pending.of(entry, whole, begins, ownerOf(owner)));
    }

    /** Of those entries that begin; taken outside the lock. */
    private List<@Nullable Prints> prints(List<JournalEntry> drafts) {
        List<@Nullable Prints> prints = new ArrayList<>(drafts.size());
        for (JournalEntry draft : drafts) {
            prints.add(prints(draft, draft.idempotencyKey().orElse(null)));
        }
        return prints;
    }

    private @Nullable Prints prints(JournalEntry draft, @Nullable String key) {
        if (draft.state() != OpState.STARTED || draft.isRelease()) {
            return null;
        }
        SipHash hash = fingerprints.newHash();
        return new Prints(Fingerprints.of(draft.opId(), hash), key == null ? null : Fingerprints.of(key, hash));
    }

    private Answer admitNow(List<JournalEntry> drafts, List<@Nullable Prints> prints, @Nullable Owner owner) {
        List<JournalEntry> entries = new ArrayList<>(drafts.size());
        Map<String, JournalEntry> newest = new HashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            JournalEntry draft = drafts.get(i);
            Reading applied = applied(draft, prints.get(i), newest);
            if (applied != null) {
                return new Answer.Applied(draft, applied);
            }
            JournalEntry entry = entry(draft, prints.get(i), newest, owner);
            entries.add(entry);
            newest.put(draft.opId(), entry);
        }
        return withSlots(Pending.of(entries, prints, ownerOf(owner)));
    }

    private static Owner ownerOf(@Nullable Owner owner) {
        return owner == null ? new Owner() : owner;
    }

    private Pending withSlots(Pending pending) {
        try {
            takeSlots(pending);
            return pending;
        } catch (Error e) {
            // Memory or stack ran out on the way: nobody else would ever give the slots free that are taken.
            free(pending);
            throw e;
        }
    }

    /** Comes first of all: a retry may come with the id of the attempt before it. */
    private @Nullable Reading applied(JournalEntry draft, @Nullable Prints begins, Map<String, JournalEntry> newest) {
        return begins == null ? null : claim(draft, begins, newest);
    }

    private JournalEntry entry(
            JournalEntry draft, @Nullable Prints begins, Map<String, JournalEntry> newest, @Nullable Owner owner) {
        return begins != null && isNew(draft.opId(), begins, newest) ? begun(draft, owner) : goOn(draft, newest, owner);
    }

    /** A handle's draft is whole; what comes without one gets its time here. */
    private JournalEntry begun(JournalEntry draft, @Nullable Owner owner) {
        return owner != null ? draft : draft.toBuilder().at(clock.instant()).build();
    }

    private boolean isNew(String opId, Prints prints, Map<String, JournalEntry> newest) {
        return !newest.containsKey(opId) && index.generation().state(prints.operation()) == null;
    }

    /** Answers the entry with which the key took effect, or null if the key is free. */
    private @Nullable Reading claim(JournalEntry draft, Prints prints, Map<String, JournalEntry> newest) {
        String key = draft.idempotencyKey().orElse(null);
        Fingerprint keyPrint = prints.key();
        if (key == null || keyPrint == null) {
            return null;
        }
        for (JournalEntry sibling : newest.values()) {
            if (key.equals(sibling.idempotencyKey().orElse(null)) && sibling.state() != OpState.FAILED) {
                requests.ensureSame(key, draft, sibling);
                throw new KeyInFlightException(key, sibling.opId());
            }
        }
        Reading applied = index.generation().readApplied(keyPrint);
        JournalEntry holder = index.inFlightWith(key, newest.keySet());
        if (applied == null && holder != null) {
            requests.ensureSame(key, draft, holder);
            throw new KeyInFlightException(key, holder.opId());
        }
        return applied;
    }

    private JournalEntry goOn(JournalEntry draft, Map<String, JournalEntry> newest, @Nullable Owner owner) {
        OpRecord operation = index.inFlight(draft.opId());
        JournalEntry before = newest.get(draft.opId());
        if (before == null && operation != null) {
            before = operation.latest;
        }
        OpState from = before != null ? before.state() : index.generation().state(fingerprints.of(draft.opId()));
        JournalEntry next = owner != null && before != null ? ofHandle(draft, before) : draft;
        if (before == null || !isAllowed(before.state(), next)) {
            throw IllegalTransitionException.ofState(draft.opId(), from, next.state());
        }
        if (owner != null && operation != null && operation.owner != owner) {
            throw IllegalTransitionException.notOwned(draft.opId(), before.state(), next.state());
        }
        return isWhole(next, before, owner) ? next : continued(next, before);
    }

    /**
     * A handle makes its draft from the newest entry that it knows, with that entry's number. If this is still the newest one,
     * the draft is whole.
     */
    private static boolean isWhole(JournalEntry draft, JournalEntry before, @Nullable Owner owner) {
        return owner != null && draft.recordNumber() == before.recordNumber();
    }

    /** What the handle wants, if an append beside it has changed the operation: it gives it up in whatever state it is. */
    private static JournalEntry ofHandle(JournalEntry draft, JournalEntry before) {
        if (draft.recordNumber() == before.recordNumber()) {
            return draft;
        }
        JournalEntry.Builder next = draft.toBuilder();
        if (draft.isRelease()) {
            next.state(before.state());
        }
        if (draft.isRelease() || draft.state() != OpState.TASK_RUNNING) {
            next.task(null);
        }
        return next.build();
    }

    private static boolean isAllowed(OpState from, JournalEntry to) {
        return switch (from) {
            case STARTED -> to.state() != OpState.STARTED || to.isRelease();
            case TASK_RUNNING -> to.state() != OpState.STARTED;
            case SUCCEEDED, FAILED -> false;
        };
    }

    /** The whole entry: what the draft leaves out is what the operation was begun with. */
    private JournalEntry continued(JournalEntry draft, JournalEntry before) {
        agree("kind", draft.kind(), before.kind());
        agree("target", draft.target().isEmpty() ? before.target() : draft.target(), before.target());
        Map<String, String> params = draft.params().isEmpty() ? before.params() : draft.params();
        agree("params", requests.comparable(params), requests.comparable(before.params()));
        agree("idempotencyKey", draft.idempotencyKey().or(before::idempotencyKey), before.idempotencyKey());
        agree("parent", draft.parent().or(before::parent), before.parent());
        agree("step", draft.step().or(before::step), before.step());
        String task = draft.task().or(before::task).orElse(null);
        if (draft.state() == OpState.TASK_RUNNING && task == null) {
            throw new InvalidEntryException("task", "is missing", "Give the id by which the outside world knows it.");
        }
        return before.toBuilder()
                .state(draft.state())
                .task(task)
                .result(draft.result().orElse(null))
                .resultDropped(draft.resultDropped().orElse(null))
                .error(draft.error().orElse(null))
                .at(clock.instant())
                .recordNumber(0)
                .build();
    }

    private static void agree(String field, Object asked, Object begunWith) {
        if (!Objects.equals(asked, begunWith)) {
            throw new InvalidEntryException(
                    field,
                    "differs from what the operation was begun with",
                    "Leave it out, or begin another operation.");
        }
    }

    private @Nullable Pending holderOfASlot(List<JournalEntry> drafts) {
        for (JournalEntry draft : drafts) {
            Pending holder = holderOfASlot(draft, draft.idempotencyKey().orElse(null));
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    private @Nullable Pending holderOfASlot(JournalEntry draft, @Nullable String key) {
        Pending holder = operationSlots.holder(draft.opId());
        return holder != null || key == null ? holder : keySlots.holder(key);
    }

    private void takeSlots(Pending pending) {
        for (Pending.Part part = pending.first(); part != null; part = part.next()) {
            operationSlots.take(part.entry().opId(), pending);
            String key = part.key();
            if (key != null) {
                keySlots.take(key, pending);
            }
        }
    }

    /** Takes a batch that is on the device, and gives its slots free. */
    void publish(List<Pending> batch) {
        lock.lock();
        try {
            for (Pending pending : batch) {
                for (Pending.Part part = pending.first(); part != null; part = part.next()) {
                    JournalEntry entry = part.written();
                    long reserve = Reserve.of(entry, part.line());
                    part.begunAt(index.apply(entry, part.prints(), part.offset(), reserve, pending.owner()));
                }
                free(pending);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the slots of an append free that was not written. */
    void drop(Pending pending) {
        lock.lock();
        try {
            free(pending);
        } finally {
            lock.unlock();
        }
    }

    private void free(Pending pending) {
        for (Pending.Part part = pending.first(); part != null; part = part.next()) {
            operationSlots.free(part.entry().opId(), pending);
            String key = part.key();
            if (key != null) {
                keySlots.free(key, pending);
            }
        }
    }

    /** Takes an interrupted operation for an owner; answers its newest entry, or null if it is not interrupted. */
    @Nullable
    JournalEntry take(String opId, Owner owner) {
        lock.lock();
        try {
            ensureOpen();
            OpRecord operation = index.inFlight(opId);
            if (operation == null || operation.owner != null) {
                return null;
            }
            operation.owner = owner;
            return operation.latest;
        } finally {
            lock.unlock();
        }
    }

    /** Makes an operation in flight interrupted again, if it still has this owner. */
    void giveBack(String opId, Owner owner) {
        lock.lock();
        try {
            OpRecord operation = index.inFlight(opId);
            if (operation != null && operation.owner == owner) {
                operation.owner = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes on with the next generation of the file. */
    void swap(Generation next, List<Index.Renumbered> renumbered) {
        lock.lock();
        try {
            index.swap(next, renumbered);
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is admitted and nothing is read. The first reason stays. */
    void refuseAll(Supplier<? extends JournalException> why) {
        lock.lock();
        try {
            if (refusal == null) {
                refusal = why;
            }
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Supplier<? extends JournalException> refusal() {
        lock.lock();
        try {
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    /** Reads the index, for callers of an open journal. */
    <T extends @Nullable Object> T read(Function<Index, T> reader) {
        lock.lock();
        try {
            ensureOpen();
            return reader.apply(index);
        } finally {
            lock.unlock();
        }
    }

    /**
     * For whoever reads in many steps: lets those go first who wait for the lock. Whoever lets go of it and asks again at once
     * gets it again, since those who wait must be woken first.
     */
    void giveWay() {
        for (int times = 0; times < MOST_TIMES_TO_GIVE_WAY && lock.hasQueuedThreads(); times++) {
            LockSupport.parkNanos(NANOS_TO_GIVE_WAY);
        }
    }

    /** Reads the index whatever became of the journal. */
    <T> T look(Function<Index, T> reader) {
        lock.lock();
        try {
            return reader.apply(index);
        } finally {
            lock.unlock();
        }
    }

    private void ensureOpen() {
        if (refusal != null) {
            throw refusal.get();
        }
    }
}
