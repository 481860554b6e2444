package dev.opjournal.benchmarks.opening;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.Phase;

public final class HeapPhase implements Phase {
    @Override
    public String name() {
        return "HeapPhase";
    }

    @Override
    public void run(Bench bench) {}
}
