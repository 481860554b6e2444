package dev.opjournal.file;

import dev.opjournal.OpState;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one generation of the file holds, in flat tables: of each operation its state, its lines and the time of the last; of
 * each key that has taken effect the line with which it did. Texts stay in the file. Compaction makes the next generation
 * beside this one, from the lines that it keeps.
 *
 * <p>Lines come here in the order of the file. They are taken as they are: what may follow what was checked before they were
 * written, and in a file of the Go daemon the newest line wins. Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // the numbers are never written
final class Generation {
    private static final OpState[] STATES = OpState.values();

    /** A number of a table: 31 bits of line plus one, so that it is never 0; 2 bits of state; 31 bits of time. */
    private static final int STATE_SHIFT = 31;

    private static final int TIME_SHIFT = 33;
    private static final long LINE_MASK = (1L << STATE_SHIFT) - 1;

    /** 2020-01-01T00:00:00Z. Times are kept from here on for 68 years; what lies before counts as the first. */
    private static final long TIME_ORIGIN = 1_577_836_800L;

    private static final long LATEST_TIME = (1L << 31) - 1;

    private final FingerprintTable operations = new FingerprintTable();
    private final FingerprintTable keys = new FingerprintTable();
    private final LineTable lines = new LineTable();
    private final ChildTable children = new ChildTable();
    private final long[] counts = new long[STATES.length];
    private final long numberBefore;
    /** What nobody reads, so that the compiler leaves the looks where they are. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private final long firstOffset;
    private final TextReader reader;

    /**
     * An empty one.
     *
     * @param numberBefore the number before the first line's: the header's
     * @param firstOffset where the first line begins
     */
    Generation(long numberBefore, long firstOffset, TextReader reader) {
        this.numberBefore = numberBefore;
        this.firstOffset = firstOffset;
        this.reader = reader;
    }

    long firstOffset() {
        return firstOffset;
    }

    TextReader reader() {
        return reader;
    }

    /** Takes a line of the journal's own, which belongs to no operation. */
    void ownLine(long offset) {
        lines.add(offset, LineTable.NONE);
    }

    /**
     * Looks at what a line that comes soon will change. The tables are larger than what a processor keeps at hand, and looking
     * at the places of several lines takes hardly longer than at those of one, since none of them waits for another.
     */
    void touch(LineFacts line) {
        touched += operations.touch(line.operationHigh);
        if (line.appliesKey) {
            touched += keys.touch(line.keyHigh);
        }
    }

    /** The next line begins a step of another operation; of one that is unknown it is a step like any operation. */
    void stepBegins(long high, long low, long parentHigh, long parentLow) {
        long parent = operations.get(parentHigh, parentLow);
        if (parent != 0 && operations.get(high, low) == 0) {
            children.add(high, low, lineOf(parent));
        }
    }

    /** Takes the next line of an operation. */
    void line(long high, long low, OpState state, long atSeconds, long offset) {
        long before = operations.put(high, low, value(lines.size(), state, atSeconds));
        lines.add(offset, lineOf(before));
        if (before != 0) {
            counts[stateOf(before).ordinal()]--;
        }
        counts[state.ordinal()]++;
    }

    /** With the newest line this key took effect. */
    void applied(long high, long low, long atSeconds) {
        keys.put(high, low, value(lines.size() - 1, OpState.SUCCEEDED, atSeconds));
    }

    private static long value(int line, OpState state, long atSeconds) {
        long time = Math.max(0, Math.min(LATEST_TIME, Math.max(atSeconds, TIME_ORIGIN) - TIME_ORIGIN));
        return time << TIME_SHIFT | (long) state.ordinal() << STATE_SHIFT | (line + 1L);
    }

    static int lineOf(long value) {
        return (int) (value & LINE_MASK) - 1;
    }

    static OpState stateOf(long value) {
        return STATES[(int) (value >>> STATE_SHIFT) & 3];
    }

    /**
     * Seconds since 1970, rounded down. What lies behind the times that are kept is never older than a retention: a clock that is
     * so wrong must not make a key forgotten at once.
     */
    static long atSeconds(long value) {
        long time = value >>> TIME_SHIFT;
        return time == LATEST_TIME ? Long.MAX_VALUE : time + TIME_ORIGIN;
    }

    /** The state of an operation; null if it is unknown. */
    @Nullable
    OpState state(Fingerprint operation) {
        long value = operations.get(operation.high(), operation.low());
        return value == 0 ? null : stateOf(value);
    }

    boolean isApplied(Fingerprint key) {
        return keys.get(key.high(), key.low()) != 0;
    }

    /** The entry with which a key took effect, to be read outside the lock; null if it has not. */
    @Nullable
    Reading readApplied(Fingerprint key) {
        long value = keys.get(key.high(), key.low());
        return value == 0 ? null : reading(lines.offset(lineOf(value)));
    }

    /** The newest entry of an operation, to be read outside the lock; null if it is unknown. */
    @Nullable
    Reading readNewest(Fingerprint operation) {
        long value = operations.get(operation.high(), operation.low());
        return value == 0 ? null : reading(lines.offset(lineOf(value)));
    }

    /** All entries of an operation, to be read outside the lock; null if it is unknown. */
    @Nullable
    Reading readAll(Fingerprint operation) {
        long value = operations.get(operation.high(), operation.low());
        return value == 0 ? null : reading(lines.offsets(lineOf(value)));
    }

    private Reading reading(long... offsets) {
        return new Reading(reader, offsets);
    }

    /** The record number of an operation's newest line. */
    long newestNumber(OpRecord operation) {
        return number(lineOf(operations.get(operation.high, operation.low)));
    }

    long number(int line) {
        return numberBefore + 1 + line;
    }

    FingerprintTable operations() {
        return operations;
    }

    FingerprintTable keys() {
        return keys;
    }

    ChildTable children() {
        return children;
    }

    LineTable lines() {
        return lines;
    }

    Map<OpState, Long> counts() {
        Map<OpState, Long> byState = new EnumMap<>(OpState.class);
        for (OpState state : STATES) {
            byState.put(state, counts[state.ordinal()]);
        }
        return byState;
    }
}
