package dev.opjournal.benchmarks.running;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.benchmarks.store.SampleOperation;
import org.jspecify.annotations.Nullable;

/** A thread's operations in flight, always the same number of them: before one begins, the oldest ends. */
final class OperationRing {
    private final Journal journal;
    private final int number;
    private final @Nullable Operation[] inFlight;
    private long operations;
    private int at;
    private boolean isBegun;

    OperationRing(Journal journal, int number, int size) {
        this.journal = journal;
        this.number = number;
        this.inFlight = new Operation[size];
    }

    /** Appends one entry: the outcome of the oldest operation, or a beginning, or a task. */
    void append() {
        Operation operation = inFlight[at];
        if (operation == null) {
            inFlight[at] = journal.begin(SampleOperation.spec(number, ++operations));
            isBegun = true;
        } else if (isBegun) {
            operation.taskRunning(SampleOperation.TASK);
            isBegun = false;
            at = (at + 1) % inFlight.length;
        } else {
            operation.succeeded();
            inFlight[at] = null;
        }
    }
}
