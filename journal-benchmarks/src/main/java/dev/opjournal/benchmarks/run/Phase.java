package dev.opjournal.benchmarks.run;

import java.io.IOException;

/** A part of the run that can be run alone. */
public interface Phase {
    /** What {@code --only} calls it, and what its results are filed under. */
    String name();

    /** Whether a run of everything has it. */
    default boolean isUsual() {
        return true;
    }

    /** Measures, and adds what it found to the results. A competitor that fails is noted and left out. */
    void run(Bench bench) throws IOException, InterruptedException;
}
