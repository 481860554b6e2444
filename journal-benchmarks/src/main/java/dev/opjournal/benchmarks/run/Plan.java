package dev.opjournal.benchmarks.run;

import java.util.List;

/**
 * How much is measured. The whole run takes about 20 minutes for appends, 12 for opening and heap and 5 for the long run on
 * two cores.
 *
 * @param isSmoke whether it is only to be seen that everything runs
 * @param rounds in each of which every competitor is measured once
 * @param warmupMillis of each append measurement
 * @param measureMillis of each append measurement
 * @param syncAppends of each caller while syncs are counted
 * @param openingRounds in each of which every opener opens once
 * @param openingEntries sizes of the journals that are opened, ascending; the last but one is the one that all openers open
 * @param heapOperations in flight, whose heap is counted
 * @param longAppends of the long run
 * @param liveOperations of the long run
 * @param soakSeconds of the run at full load
 */
public record Plan(
        boolean isSmoke,
        int rounds,
        long warmupMillis,
        long measureMillis,
        int syncAppends,
        int openingRounds,
        List<Integer> openingEntries,
        int heapOperations,
        long longAppends,
        int liveOperations,
        long soakSeconds) {

    static Plan full() {
        return new Plan(
                false,
                3,
                4_000,
                3_000,
                1_000,
                3,
                List.of(1_000_000, 2_000_000, 5_000_000, 10_000_000),
                100_000,
                10_000_000,
                100_000,
                600);
    }

    static Plan smoke() {
        return new Plan(true, 1, 100, 200, 50, 1, List.of(1_000, 2_000, 5_000, 10_000), 1_000, 20_000, 1_000, 2);
    }

    Plan withRounds(int value) {
        return new Plan(
                isSmoke,
                value,
                warmupMillis,
                measureMillis,
                syncAppends,
                value,
                openingEntries,
                heapOperations,
                longAppends,
                liveOperations,
                soakSeconds);
    }

    Plan withSoakSeconds(long value) {
        return new Plan(
                isSmoke,
                rounds,
                warmupMillis,
                measureMillis,
                syncAppends,
                openingRounds,
                openingEntries,
                heapOperations,
                longAppends,
                liveOperations,
                value);
    }

    /** Largest size but one: what all openers open. */
    public int commonEntries() {
        return openingEntries.get(openingEntries.size() - 2);
    }

    /** The size of the file that all others are cut from. */
    public int mostEntries() {
        return openingEntries.get(openingEntries.size() - 1);
    }
}
