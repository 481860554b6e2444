package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.Phase;

public final class SoakPhase implements Phase {
    @Override
    public String name() {
        return "SoakPhase";
    }

    @Override
    public void run(Bench bench) {}
}
