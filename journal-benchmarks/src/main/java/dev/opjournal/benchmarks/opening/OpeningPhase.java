package dev.opjournal.benchmarks.opening;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.Phase;

public final class OpeningPhase implements Phase {
    @Override
    public String name() {
        return "OpeningPhase";
    }

    @Override
    public void run(Bench bench) {}
}
