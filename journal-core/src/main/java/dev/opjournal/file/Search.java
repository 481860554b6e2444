package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationMatches;
import dev.opjournal.OperationQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks for operations, from the newest line of the file backwards. The tables say, a few slots at a time, which lines are the
 * newest of operations in the states asked for; only these are read, outside the lock and in the generation of the file in
 * which the search began, so that no compaction cuts it off. Appends go on meanwhile: what they change may be told as it was or
 * as it is, and an operation is told once.
 *
 * <p>An operation id is looked up, and so is a key that is in flight or has taken effect. Of the attempts with a key that
 * failed the tables know nothing: these are looked for among what failed.
 */
final class Search {
    /** So many lines, and about so many bytes of them, are read at most. */
    static final int MOST_LINES = 100_000;

    static final long MOST_BYTES = 1L << 26;

    private static final int LINES_AT_ONCE = 64;

    private static final Comparator<JournalEntry> NEWEST_FIRST =
            Comparator.comparingLong(JournalEntry::recordNumber).reversed();

    private final Admission admission;
    private final OperationQuery query;

    /** Held open by this search. */
    private final Generation generation;

    private final List<JournalEntry> found = new ArrayList<>();
    private final Set<String> foundIds = new HashSet<>();

    private Search(Admission admission, OperationQuery query, Generation generation) {
        this.admission = admission;
        this.query = query;
        this.generation = generation;
    }

    /**
     * Looks for what has no id.
     *
     * @param key of the query; null if it names none
     */
    static OperationMatches run(Admission admission, OperationQuery query, @Nullable Fingerprint key) {
        Known known = admission.read(index -> Known.of(index, query.idempotencyKey(), key));
        try {
            Search search = new Search(admission, query, known.generation);
            return search.matches(key == null ? search.backwards(query::asksFor) : search.withKey(known));
        } finally {
            known.generation.reader().release();
        }
    }

    /** What the index knows at once, with the generation that is held. */
    private record Known(
            Generation generation,
            List<JournalEntry> inFlight,
            @Nullable Reading applied) {
        static Known of(Index index, @Nullable String key, @Nullable Fingerprint print) {
            Generation now = index.generation();
            List<JournalEntry> inFlight = key == null ? List.of() : inFlightWith(index, key);
            Reading applied = print == null ? null : now.readApplied(print);
            now.reader().retain();
            return new Known(now, inFlight, applied);
        }

        private static List<JournalEntry> inFlightWith(Index index, String key) {
            List<JournalEntry> all = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            for (JournalEntry entry; (entry = index.inFlightWith(key, ids)) != null; ) {
                all.add(entry);
                ids.add(entry.opId());
            }
            return all;
        }
    }

    private boolean withKey(Known known) {
        known.inFlight.forEach(this::take);
        if (known.applied != null) {
            take(known.applied.entry());
        }
        return !query.asksFor(OpState.FAILED) || backwards(OpState.FAILED::equals);
    }

    private OperationMatches matches(boolean complete) {
        found.sort(NEWEST_FIRST);
        return new OperationMatches(found.subList(0, Math.min(found.size(), query.limit())), complete);
    }

    private void take(JournalEntry entry) {
        if (query.matches(entry) && foundIds.add(entry.opId())) {
            found.add(entry);
        }
    }

    /** Answers whether everything was looked at that may belong to the answer. */
    private boolean backwards(Predicate<OpState> states) {
        int wanted = found.size() + query.limit();
        BitSet newest = newestLines(states);
        int lines = 0;
        long bytes = 0;
        for (int from = newest.length() - 1; from >= 0; ) {
            int below = from;
            List<Place> places = admission.read(index -> places(newest, below));
            for (Place place : places) {
                if (found.size() == wanted) {
                    return true;
                }
                if (lines++ == MOST_LINES || bytes > MOST_BYTES) {
                    return false;
                }
                bytes += place.bytes();
                take(generation.reader().read(place.offset()));
            }
            from = newest.previousSetBit(places.get(places.size() - 1).line() - 1);
        }
        return true;
    }

    private BitSet newestLines(Predicate<OpState> states) {
        BitSet newest = new BitSet();
        Survey.walk(admission, generation.operations(), value -> {
            if (states.test(Generation.stateOf(value))) {
                newest.set(Generation.lineOf(value));
            }
        });
        return newest;
    }

    /** Where a line is, and how long; the newest of all counts nothing. */
    private record Place(int line, long offset, int bytes) {}

    private List<Place> places(BitSet newest, int from) {
        LineTable lines = generation.lines();
        List<Place> places = new ArrayList<>(LINES_AT_ONCE);
        for (int line = from; line >= 0 && places.size() < LINES_AT_ONCE; line = newest.previousSetBit(line - 1)) {
            places.add(new Place(line, lines.offset(line), line + 1 < lines.size() ? lines.length(line, 0) : 0));
        }
        return places;
    }
}
