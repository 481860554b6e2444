package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is on the device, by operation and by key: the tables of the current generation of the file, and the operations in
 * flight with their newest entries. Entries come here after they are durable, in the order of the file. Not thread-safe:
 * guarded by the lock of {@link Admission}. The leader of a batch, who alone changes it but for owners, may read without the
 * lock.
 */
final class Index {
    private Generation generation;

    /** In the order in which they were begun. */
    private final Map<String, OpRecord> inFlight = new LinkedHashMap<>();

    /** The newest with each key; others are its siblings. */
    private final Map<String, OpRecord> inFlightByKey = new HashMap<>();

    private long reserved;

    Index(Generation generation) {
        this.generation = generation;
    }

    Generation generation() {
        return generation;
    }

    /** Takes an operation that the file holds in flight, when the journal is opened; those begun earlier come first. */
    void adopt(OpRecord operation, long reserve) {
        inFlight.put(operation.latest.opId(), operation);
        if (operation.key != null) {
            operation.sibling = inFlightByKey.put(operation.key, operation);
        }
        keep(operation, reserve);
    }

    /** Takes a line of the journal's own that is on the device. */
    void applyOwn(long offset) {
        generation.ownLine(offset);
    }

    /**
     * Takes an entry that is on the device.
     *
     * @param prints of the operation, if the entry begins it
     * @param owner who runs the operation, if the entry begins it
     * @return when the operation was begun
     */
    Instant apply(JournalEntry entry, @Nullable Prints prints, long offset, long reserve, @Nullable Owner owner) {
        OpRecord operation = inFlight.get(entry.opId());
        if (operation == null) {
            if (prints == null) {
                throw new IllegalStateException("Operation " + entry.opId() + " goes on, but was not begun");
            }
            operation = new OpRecord(prints, entry);
            operation.owner = owner;
        }
        if (prints != null) {
            noteParent(entry, operation);
        }
        long atSeconds = entry.at().getEpochSecond();
        generation.line(operation.high, operation.low, entry.state(), atSeconds, offset);
        if (entry.isInFlight()) {
            goOn(operation, entry, reserve);
        } else {
            end(operation, entry, atSeconds);
        }
        return operation.begunAt;
    }

    private void noteParent(JournalEntry begin, OpRecord step) {
        OpRecord parent = begin.parent().map(inFlight::get).orElse(null);
        if (parent != null) {
            generation.stepBegins(step.high, step.low, parent.high, parent.low);
        }
    }

    private void goOn(OpRecord operation, JournalEntry entry, long reserve) {
        operation.latest = entry;
        if (entry.isRelease()) {
            operation.owner = null;
        }
        if (inFlight.containsKey(entry.opId())) {
            keep(operation, reserve);
        } else {
            adopt(operation, reserve);
        }
    }

    private void end(OpRecord operation, JournalEntry entry, long atSeconds) {
        operation.owner = null;
        keep(operation, 0);
        inFlight.remove(entry.opId());
        if (operation.key == null) {
            return;
        }
        inFlightByKey.compute(operation.key, (key, newest) -> without(newest, operation));
        if (entry.state() == OpState.SUCCEEDED) {
            generation.applied(operation.keyHigh, operation.keyLow, atSeconds);
        }
    }

    private static @Nullable OpRecord without(@Nullable OpRecord newest, OpRecord operation) {
        if (newest == null || newest == operation) {
            return operation.sibling;
        }
        OpRecord before = newest;
        while (before.sibling != null && before.sibling != operation) {
            before = before.sibling;
        }
        before.sibling = operation.sibling;
        return newest;
    }

    private void keep(OpRecord operation, long reserve) {
        reserved += reserve - operation.reserve;
        operation.reserve = reserve;
    }

    /** An operation in flight; null if it is unknown or has ended. */
    @Nullable
    OpRecord inFlight(String opId) {
        return inFlight.get(opId);
    }

    /** The newest entry of the operation in flight with the key; of some operations the caller knows better. */
    @Nullable
    JournalEntry inFlightWith(String key, Set<String> except) {
        for (OpRecord operation = inFlightByKey.get(key); operation != null; operation = operation.sibling) {
            if (!except.contains(operation.latest.opId())) {
                return operation.latest;
            }
        }
        return null;
    }

    /** The newest entries of what is in flight, the one begun first at the front. */
    List<JournalEntry> inFlight(boolean onlyInterrupted) {
        List<JournalEntry> entries = new ArrayList<>(inFlight.size());
        for (OpRecord operation : inFlight.values()) {
            if (!(onlyInterrupted && operation.owner != null)) {
                entries.add(operation.latest);
            }
        }
        return Collections.unmodifiableList(entries);
    }

    /** As {@link #inFlight}, with the times at which the operations were begun: so many at most. */
    List<JournalStatus.InFlight> inFlightSince(int most) {
        List<JournalStatus.InFlight> operations = new ArrayList<>(Math.min(most, inFlight.size()));
        for (OpRecord operation : inFlight.values()) {
            if (operations.size() == most) {
                break;
            }
            operations.add(new JournalStatus.InFlight(operation.begunAt, operation.latest));
        }
        return Collections.unmodifiableList(operations);
    }

    /** An operation in flight with the newest entry that it had when somebody looked. */
    record Newest(OpRecord operation, JournalEntry entry) {}

    List<Newest> newestInFlight() {
        List<Newest> newest = new ArrayList<>(inFlight.size());
        for (OpRecord operation : inFlight.values()) {
            newest.add(new Newest(operation, operation.latest));
        }
        return newest;
    }

    Map<OpState, Long> counts() {
        return Collections.unmodifiableMap(generation.counts());
    }

    long appliedKeys() {
        return generation.keys().size();
    }

    /** Bytes of the file that are kept for the ends of what is in flight. */
    long reserved() {
        return reserved;
    }

    /** A newest entry as the next generation numbers it; stands for the one with the number before, if that is still newest. */
    record Renumbered(OpRecord operation, long numberBefore, JournalEntry after) {}

    /** Goes on with the next generation, which holds all that is on the device. */
    void swap(Generation next, List<Renumbered> renumbered) {
        generation = next;
        for (Renumbered entry : renumbered) {
            if (entry.operation().latest.recordNumber() == entry.numberBefore()) {
                entry.operation().latest = entry.after();
            }
        }
    }
}
