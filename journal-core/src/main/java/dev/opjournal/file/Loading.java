package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index from the lines of a file. Of operations in flight the texts are read afterwards, when it is known which
 * they are.
 */
final class Loading implements LogScan.Visitor {
    private static final int ALL = Integer.MAX_VALUE;

    private final Generation generation;
    private final Fingerprints fingerprints;

    Loading(Generation generation, Fingerprints fingerprints) {
        this.generation = generation;
        this.fingerprints = fingerprints;
    }

    @Override
    public void soon(LineFacts line) {
        generation.touch(line);
    }

    @Override
    public void line(LineFacts line, long offset, int length) {
        take(line, offset, generation);
    }

    /** Takes a line that was read into a generation. */
    static void take(LineFacts line, long offset, Generation into) {
        if (line.own) {
            into.ownLine(offset);
            return;
        }
        if (line.stepBegins) {
            into.stepBegins(line.operationHigh, line.operationLow, line.parentHigh, line.parentLow);
        }
        into.line(line.operationHigh, line.operationLow, line.state, line.atSeconds, offset);
        if (line.appliesKey) {
            into.applied(line.keyHigh, line.keyLow, line.atSeconds);
        }
    }

    /**
     * The index of what was read.
     *
     * @param end behind the last line
     */
    Index index(long end) {
        Index index = new Index(generation);
        LineTable lines = generation.lines();
        for (int last : lastLinesInFlight()) {
            List<JournalEntry> entries = new Reading(generation.reader(), lines.offsets(last)).entries();
            OpRecord operation = operation(entries);
            index.adopt(operation, Reserve.of(operation.latest, lines.length(last, end)));
        }
        return index;
    }

    /** In the order in which the operations were begun. */
    private int[] lastLinesInFlight() {
        List<long[]> operations = new ArrayList<>();
        generation.operations().walk().next(ALL, value -> {
            if (!Generation.stateOf(value).isTerminal()) {
                int last = Generation.lineOf(value);
                operations.add(new long[] {generation.lines().first(last), last});
            }
        });
        operations.sort((one, other) -> Long.compare(one[0], other[0]));
        return operations.stream().mapToInt(operation -> (int) operation[1]).toArray();
    }

    /** In a file of the Go daemon a late record may begin an operation anew that had ended. */
    private OpRecord operation(List<JournalEntry> entries) {
        JournalEntry latest = entries.get(entries.size() - 1);
        Instant begunAt = latest.at();
        String key = null;
        boolean ended = true;
        for (JournalEntry entry : entries) {
            if (entry.isInFlight() && ended) {
                begunAt = entry.at();
                key = entry.idempotencyKey().orElse(null);
            }
            ended = !entry.isInFlight();
        }
        // What is written of it from now on carries the key that it holds, also if only some of its records did.
        String kept = key != null ? key : latest.idempotencyKey().orElse(null);
        JournalEntry whole = Objects.equals(kept, latest.idempotencyKey().orElse(null))
                ? latest
                : latest.toBuilder().idempotencyKey(kept).build();
        // One text is enough.
        return new OpRecord(prints(whole, kept), whole.idempotencyKey().orElse(null), begunAt, whole);
    }

    private Prints prints(JournalEntry entry, @Nullable String key) {
        return new Prints(fingerprints.of(entry.opId()), key == null ? null : fingerprints.of(key));
    }
}
