package dev.opjournal.file;

import java.util.BitSet;

/**
 * Which lines of a generation stay when it is compacted: those of operations in flight, of operations that ended within
 * their retention, of steps whose operation stays, and of each key that took effect within its retention the line with which
 * it did.
 *
 * <p>It is taken while appends go on, a few slots of the tables at a time. That is sound, since what it decides to drop
 * never changes again: an operation that has ended takes no further line, and a key that has taken effect stays with its
 * line. Lines behind those that were there when it began all stay.
 */
final class Survey {
    private static final int SLOTS_AT_ONCE = 256;

    private final Generation generation;
    private final Retention retention;
    private final int lines;
    private final BitSet kept;
    /** Of the lines that were there, without the last. */
    private final long bytes;

    private long keptBytes;

    private Survey(Generation generation, Retention retention) {
        this.generation = generation;
        this.retention = retention;
        this.lines = generation.lines().size();
        this.bytes = lines == 0 ? 0 : generation.lines().offset(lines - 1) - generation.firstOffset();
        this.kept = new BitSet(lines);
    }

    static Survey take(Admission admission, Retention retention) {
        Survey survey = admission.read(index -> new Survey(index.generation(), retention));
        walk(admission, survey.generation.operations(), survey::operation);
        walk(admission, survey.generation.keys(), survey::key);
        survey.steps(admission);
        return survey;
    }

    /** Tells of all that a table holds, a few slots at a time; appends that wait go first. */
    static void walk(Admission admission, FingerprintTable table, FingerprintTable.Visitor visitor) {
        FingerprintTable.Walk walk = table.walk();
        while (admission.read(index -> walk.next(SLOTS_AT_ONCE, visitor))) {
            admission.giveWay();
        }
    }

    private void operation(long value) {
        int last = Generation.lineOf(value);
        boolean ended = last < lines && Generation.stateOf(value).isTerminal();
        if (ended && retention.dropsOperation(Generation.atSeconds(value))) {
            return;
        }
        keepAll(last);
    }

    private void key(long value) {
        if (!retention.dropsKey(Generation.atSeconds(value))) {
            keep(Generation.lineOf(value));
        }
    }

    /** In the order in which they were begun, so that the steps of a step come behind it. */
    private void steps(Admission admission) {
        ChildTable children = generation.children();
        int known = admission.read(index -> children.size());
        for (int next = 0; next < known; next += SLOTS_AT_ONCE) {
            int from = next;
            int to = Math.min(known, next + SLOTS_AT_ONCE);
            admission.read(index -> {
                for (int child = from; child < to; child++) {
                    step(children, child);
                }
                return to;
            });
            admission.giveWay();
        }
    }

    private void step(ChildTable children, int child) {
        int parentLine = children.parentLine(child);
        if (parentLine < lines && kept.get(parentLine)) {
            keepAll(Generation.lineOf(generation.operations().get(children.high(child), children.low(child))));
        }
    }

    private void keepAll(int last) {
        for (int line = last; line != LineTable.NONE; line = generation.lines().previous(line)) {
            keep(line);
        }
    }

    private void keep(int line) {
        if (line < lines && !kept.get(line)) {
            kept.set(line);
            keptBytes +=
                    line + 1 < generation.lines().size() ? generation.lines().length(line, 0) : 0;
        }
    }

    Generation generation() {
        return generation;
    }

    /** How many lines there were when it began. */
    int lines() {
        return lines;
    }

    /** Whether a line with this number was there when it began. */
    boolean saw(long number) {
        return number < generation.number(lines);
    }

    boolean keeps(int line) {
        return line >= lines || kept.get(line);
    }

    /** The number before that of the first line which stays, if the newest keeps its own. */
    long numberBefore() {
        return generation.number(lines - 1) - kept.cardinality();
    }

    /** Whether at least one of so many bytes goes. */
    boolean dropsOneOf(long share) {
        return keptBytes <= bytes - bytes / share;
    }

    /** How many bytes the lines take that stay of those which were there. */
    long keptBytes() {
        return keptBytes;
    }
}
