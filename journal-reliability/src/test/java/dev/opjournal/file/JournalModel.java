package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a journal must say: the lines that its file must hold, from which every answer is read by looking through all of them,
 * and who owns what. It knows nothing of disks, threads or tables.
 */
final class JournalModel {
    /** The years of which a compaction can tell the age; what was recorded before counts as of 2020, what came later is kept. */
    private static final long FIRST_SECOND =
            Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

    private static final long LAST_SECOND = FIRST_SECOND + Integer.MAX_VALUE;

    /** The lines; null stands for one of the journal's own. */
    private final List<@Nullable JournalEntry> lines;

    /** By whom the operations in flight are run in this opening. */
    private final Map<String, Object> owners;

    private long lastNumber;

    /** Whether the next opening needs no line to witness the last one. */
    private boolean witnessed;

    JournalModel() {
        lines = new ArrayList<>();
        owners = new HashMap<>();
        witnessed = true;
    }

    private JournalModel(JournalModel other) {
        lines = new ArrayList<>(other.lines);
        owners = new HashMap<>(other.owners);
        lastNumber = other.lastNumber;
        witnessed = other.witnessed;
    }

    JournalModel copy() {
        return new JournalModel(this);
    }

    int size() {
        return lines.size();
    }

    long numberBefore() {
        return lastNumber - lines.size();
    }

    /** The entries in the order of the file. */
    List<JournalEntry> entries() {
        return lines.stream().filter(Objects::nonNull).toList();
    }

    Set<String> opIds() {
        Set<String> ids = new LinkedHashSet<>();
        entries().forEach(entry -> ids.add(entry.opId()));
        return ids;
    }

    List<JournalEntry> history(String opId) {
        return entries().stream().filter(entry -> entry.opId().equals(opId)).toList();
    }

    @Nullable
    JournalEntry latest(String opId) {
        List<JournalEntry> all = history(opId);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** In the order in which they were begun. */
    List<JournalEntry> inFlight() {
        return newest().stream().filter(JournalEntry::isInFlight).toList();
    }

    List<JournalEntry> interrupted() {
        return inFlight().stream()
                .filter(entry -> !owners.containsKey(entry.opId()))
                .toList();
    }

    private List<JournalEntry> newest() {
        Map<String, JournalEntry> newest = new LinkedHashMap<>();
        entries().forEach(entry -> newest.put(entry.opId(), entry));
        return new ArrayList<>(newest.values());
    }

    Instant begunAt(String opId) {
        return history(opId).get(0).at();
    }

    Map<OpState, Long> counts() {
        Map<OpState, Long> counts = new EnumMap<>(OpState.class);
        for (OpState state : OpState.values()) {
            counts.put(state, 0L);
        }
        newest().forEach(entry -> counts.merge(entry.state(), 1L, Long::sum));
        return counts;
    }

    Set<String> keys() {
        Set<String> keys = new HashSet<>();
        entries().forEach(entry -> entry.idempotencyKey().ifPresent(keys::add));
        return keys;
    }

    /** The entry with which a key took effect. */
    @Nullable
    JournalEntry applied(String key) {
        return entries().stream()
                .filter(entry -> entry.state() == OpState.SUCCEEDED && hasKey(entry, key))
                .reduce((one, later) -> later)
                .orElse(null);
    }

    static boolean hasKey(JournalEntry entry, String key) {
        return key.equals(entry.idempotencyKey().orElse(null));
    }

    List<JournalEntry> found(OperationQuery query) {
        return newest().stream()
                .filter(entry -> query.states().isEmpty() || query.states().contains(entry.state()))
                .filter(entry -> query.kind() == null || query.kind().equals(entry.kind()))
                .filter(entry -> query.target() == null || query.target().equals(entry.target()))
                .filter(entry -> query.idempotencyKey() == null || hasKey(entry, query.idempotencyKey()))
                .filter(entry -> query.opId() == null || query.opId().equals(entry.opId()))
                .sorted(Comparator.comparingLong(JournalEntry::recordNumber).reversed())
                .limit(query.limit())
                .toList();
    }

    @Nullable
    Object owner(String opId) {
        return owners.get(opId);
    }

    void own(String opId, Object owner) {
        owners.put(opId, owner);
    }

    void giveBack(String opId, Object owner) {
        owners.remove(opId, owner);
    }

    /** Takes entries that are on the device; the owner gets those that begin. */
    void write(List<JournalEntry> entries, Object owner) {
        for (JournalEntry entry : entries) {
            if (latest(entry.opId()) == null) {
                owners.put(entry.opId(), owner);
            }
            if (!entry.isInFlight() || entry.isRelease()) {
                owners.remove(entry.opId());
            }
            add(entry);
            witnessed = false;
        }
    }

    private void add(@Nullable JournalEntry entry) {
        lastNumber++;
        lines.add(entry == null ? null : entry.withRecordNumber(lastNumber));
    }

    void close() {
        if (!witnessed) {
            add(null);
            witnessed = true;
        }
    }

    /** After a close or a crash. */
    void open() {
        owners.clear();
        if (!witnessed) {
            add(null);
        }
    }

    /** Whether an opening adds a line of its own. */
    boolean needsAWitness() {
        return !witnessed;
    }

    void compact(Instant now, @Nullable Duration retainOperations, @Nullable Duration retainKeys) {
        List<JournalEntry> kept = new ArrayList<>();
        for (JournalEntry entry : entries()) {
            JournalEntry newest = Objects.requireNonNull(latest(entry.opId()));
            if (newest.isInFlight() || !isOlder(newest, now, retainOperations) || isKept(entry, now, retainKeys)) {
                kept.add(entry);
            }
        }
        lines.clear();
        lastNumber -= kept.size();
        kept.forEach(this::add);
        witnessed = true;
    }

    private boolean isKept(JournalEntry entry, Instant now, @Nullable Duration retainKeys) {
        String key = entry.idempotencyKey().orElse(null);
        return key != null && entry.equals(applied(key)) && !isOlder(entry, now, retainKeys);
    }

    private static boolean isOlder(JournalEntry entry, Instant now, @Nullable Duration retention) {
        if (retention == null) {
            return false;
        }
        long second = Math.max(entry.at().getEpochSecond(), FIRST_SECOND);
        return second < LAST_SECOND && second < now.minus(retention).getEpochSecond();
    }

    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        long number = numberBefore();
        for (JournalEntry entry : lines) {
            number++;
            texts.add(entry == null ? "own line (record " + number + ")" : entry.toString());
        }
        return String.join("\n", texts.isEmpty() ? Collections.singletonList("nothing") : texts);
    }
}
