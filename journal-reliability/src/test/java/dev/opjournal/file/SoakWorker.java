package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Writes operations as fast as it can, and knows exactly what the journal must know of them. What it takes of memory does not
 * grow: it remembers those in flight, and the last that have ended, which are all that retention may keep.
 *
 * <p>The number of an operation says everything of it: its id, its key, how it ends, and with what.
 */
final class SoakWorker {
    private static final String KIND = "vm.start";
    private static final int MOST_REMEMBERED = 250_000;
    private static final int MOST_IN_FLIGHT = 20;

    private final int worker;
    private final Latencies latencies;
    private final Deque<Long> inFlight = new ArrayDeque<>();

    /** A ring of those that have ended, by their numbers, with the second of it. */
    private final long[] ended = new long[MOST_REMEMBERED];

    private final long[] endedAt = new long[MOST_REMEMBERED];
    private long oldest;
    private long newest;

    private long next;
    private long appends;

    SoakWorker(int worker, Latencies latencies) {
        this.worker = worker;
        this.latencies = latencies;
    }

    private String opId(long number) {
        return "w" + worker + "-" + number;
    }

    private String key(long number) {
        return "key-" + opId(number);
    }

    private static boolean hasKey(long number) {
        return number % 2 == 0;
    }

    private static OpState outcome(long number) {
        return number % 4 == 3 ? OpState.FAILED : OpState.SUCCEEDED;
    }

    private static String result(long number) {
        return "\"" + "r".repeat((int) (number % 200)) + number + "\"";
    }

    /** Writes the operations that come next; some stay in flight, also over openings, until as many are behind them. */
    void write(Journal journal) {
        long number = next++;
        append(
                journal,
                entry(number, OpState.STARTED)
                        .target("vm-" + number % 100)
                        .idempotencyKey(hasKey(number) ? key(number) : null));
        append(journal, entry(number, OpState.TASK_RUNNING).task("UPID:" + number));
        inFlight.add(number);
        if (number % 50 == 0 && inFlight.size() < MOST_IN_FLIGHT) {
            return;
        }
        boolean newestOne = number % 50 != 0;
        end(journal, newestOne ? inFlight.removeLast() : inFlight.removeFirst());
    }

    private JournalEntry.Builder entry(long number, OpState state) {
        return JournalEntry.of(opId(number), KIND, state);
    }

    private void end(Journal journal, long number) {
        JournalEntry.Builder end = entry(number, outcome(number));
        JournalEntry written = append(
                journal,
                outcome(number) == OpState.FAILED ? end.error("it did not happen") : end.result(result(number)));
        assertThat(newest - oldest).as("how many are remembered").isLessThan(MOST_REMEMBERED);
        int at = (int) (newest % MOST_REMEMBERED);
        ended[at] = number;
        endedAt[at] = written.at().getEpochSecond();
        newest++;
    }

    private JournalEntry append(Journal journal, JournalEntry.Builder entry) {
        long from = System.nanoTime();
        JournalEntry written = journal.append(List.of(entry.build())).get(0);
        latencies.add(System.nanoTime() - from);
        appends++;
        return written;
    }

    /** Forgets what ended before the given second. What comes later has ended later, but for steps of the clock. */
    void forgetBefore(long second) {
        while (oldest < newest && endedAt[(int) (oldest % MOST_REMEMBERED)] < second) {
            oldest++;
        }
    }

    /**
     * What a journal must know that was just compacted.
     *
     * @param operations that have ended
     * @param keys that have taken effect
     */
    record Kept(long operations, long keys) {
        Kept plus(Kept more) {
            return new Kept(operations + more.operations, keys + more.keys);
        }
    }

    /**
     * Looks that a journal knows everything that ended in the given second or later, as it ended, and nothing of what is
     * remembered and ended before.
     */
    Kept check(Journal journal, long fromSecond) {
        long operations = 0;
        long keys = 0;
        for (long i = oldest; i < newest; i++) {
            int at = (int) (i % MOST_REMEMBERED);
            boolean kept = endedAt[at] >= fromSecond;
            boolean applied = kept && hasKey(ended[at]) && outcome(ended[at]) == OpState.SUCCEEDED;
            check(journal, ended[at], kept, applied);
            operations += kept ? 1 : 0;
            keys += applied ? 1 : 0;
        }
        return new Kept(operations, keys);
    }

    private void check(Journal journal, long number, boolean kept, boolean applied) {
        JournalEntry latest = journal.latest(opId(number)).orElse(null);
        assertThat(latest != null).as("whether %s is kept", opId(number)).isEqualTo(kept);
        if (latest != null) {
            assertThat(latest.state()).isEqualTo(outcome(number));
            assertThat(latest.result().orElse(""))
                    .isEqualTo(outcome(number) == OpState.SUCCEEDED ? result(number) : "");
        }
        assertThat(journal.alreadyApplied(key(number)))
                .as("whether the key of %s is applied", opId(number))
                .isEqualTo(applied);
    }

    void addInFlight(Set<String> to) {
        inFlight.forEach(number -> to.add(opId(number)));
    }

    long appends() {
        return appends;
    }
}
