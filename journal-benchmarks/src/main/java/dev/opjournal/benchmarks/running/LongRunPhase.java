package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.Phase;

public final class LongRunPhase implements Phase {
    @Override
    public String name() {
        return "LongRunPhase";
    }

    @Override
    public void run(Bench bench) {}
}
