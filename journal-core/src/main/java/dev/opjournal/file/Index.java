package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is on the device, by operation and by key. Entries come here after they are durable, in the order of the file, when
 * the file is read and from each batch. Not thread-safe: guarded by the lock of {@link Admission}. The leader of a batch, who
 * alone changes it but for owners, may read without the lock.
 *
 * <p>It takes entries as they are: what may follow what was checked before they were written, and in a file of the Go daemon
 * the newest entry wins.
 */
final class Index {
    /** Who has a key. */
    private static final class KeyRecord {
        /** Where the entry stands with which the key took effect; -1 if it has not. */
        private long appliedAt = -1;
        /** The operations in flight with the key; several only in a file of the Go daemon. */
        private final List<String> inFlight = new ArrayList<>(1);
    }

    private final Map<String, OpRecord> operations = new HashMap<>();
    private final Map<String, KeyRecord> keys = new HashMap<>();
    /** In the order in which they were begun. */
    private final Map<String, OpRecord> inFlight = new LinkedHashMap<>();

    private final EnumMap<OpState, Long> counts = new EnumMap<>(OpState.class);
    private long appliedKeys;
    private long reserved;

    Index() {
        for (OpState state : OpState.values()) {
            counts.put(state, 0L);
        }
    }

    /**
     * Takes an entry that is on the device.
     *
     * @param owner who runs the operation, if the entry begins it
     */
    void apply(JournalEntry entry, long offset, long reserve, @Nullable Owner owner) {
        if (entry.opId().startsWith(LineFormat.OWN_ID)) {
            return;
        }
        OpRecord operation = operations.get(entry.opId());
        if (operation == null) {
            operation = new OpRecord(entry.state());
            operation.owner = owner;
            operations.put(entry.opId(), operation);
        } else {
            counts.merge(operation.state, -1L, Long::sum);
        }
        counts.merge(entry.state(), 1L, Long::sum);
        operation.state = entry.state();
        operation.addOffset(offset);
        reserved -= operation.reserve;
        operation.reserve = entry.isInFlight() ? reserve : 0;
        reserved += operation.reserve;
        if (entry.isInFlight()) {
            goOn(operation, entry);
        } else {
            end(operation, entry, offset);
        }
    }

    private void goOn(OpRecord operation, JournalEntry entry) {
        operation.latest = entry;
        if (operation.begunAt == null) {
            operation.begunAt = entry.at();
        }
        if (entry.isRelease()) {
            operation.owner = null;
        }
        boolean isNew = inFlight.put(entry.opId(), operation) == null;
        if (isNew && entry.idempotencyKey().isPresent()) {
            keys.computeIfAbsent(entry.idempotencyKey().get(), key -> new KeyRecord())
                    .inFlight
                    .add(entry.opId());
        }
    }

    private void end(OpRecord operation, JournalEntry entry, long offset) {
        operation.latest = null;
        operation.begunAt = null;
        operation.owner = null;
        operation.shrink();
        inFlight.remove(entry.opId());
        if (entry.idempotencyKey().isEmpty()) {
            return;
        }
        String key = entry.idempotencyKey().get();
        KeyRecord record = keys.computeIfAbsent(key, k -> new KeyRecord());
        record.inFlight.remove(entry.opId());
        if (entry.state() == OpState.SUCCEEDED) {
            if (record.appliedAt < 0) {
                appliedKeys++;
            }
            record.appliedAt = offset;
        } else if (record.appliedAt < 0 && record.inFlight.isEmpty()) {
            keys.remove(key);
        }
    }

    @Nullable
    OpRecord operation(String opId) {
        return operations.get(opId);
    }

    /** Where the entry stands with which the key took effect; -1 if it has not. */
    long appliedAt(String key) {
        KeyRecord record = keys.get(key);
        return record == null ? -1 : record.appliedAt;
    }

    /** The newest entry of the operation in flight with the key; of some operations the caller knows better. */
    @Nullable
    JournalEntry inFlightWith(String key, Set<String> except) {
        KeyRecord record = keys.get(key);
        if (record == null) {
            return null;
        }
        for (String opId : record.inFlight) {
            OpRecord operation = operations.get(opId);
            if (operation != null && operation.latest != null && !except.contains(opId)) {
                return operation.latest;
            }
        }
        return null;
    }

    /** The newest entries of what is in flight, the one begun first at the front. */
    List<JournalEntry> inFlight(boolean onlyInterrupted) {
        List<JournalEntry> entries = new ArrayList<>(inFlight.size());
        for (OpRecord operation : inFlight.values()) {
            if (operation.latest != null && !(onlyInterrupted && operation.owner != null)) {
                entries.add(operation.latest);
            }
        }
        return Collections.unmodifiableList(entries);
    }

    /** As {@link #inFlight}, with the times at which the operations were begun. */
    List<JournalStatus.InFlight> inFlightSince() {
        List<JournalStatus.InFlight> operations = new ArrayList<>(inFlight.size());
        for (OpRecord operation : inFlight.values()) {
            if (operation.latest != null && operation.begunAt != null) {
                operations.add(new JournalStatus.InFlight(operation.begunAt, operation.latest));
            }
        }
        return Collections.unmodifiableList(operations);
    }

    Map<OpState, Long> counts() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }

    long appliedKeys() {
        return appliedKeys;
    }

    /** Bytes of the file that are kept for the ends of what is in flight. */
    long reserved() {
        return reserved;
    }
}
