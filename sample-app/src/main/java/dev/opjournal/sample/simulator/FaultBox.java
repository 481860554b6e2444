package dev.opjournal.sample.simulator;

/** The faults in force. Thread-safe. */
final class FaultBox {
    private Faults faults = Faults.NONE;

    synchronized Faults get() {
        return faults;
    }

    synchronized void set(Faults newFaults) {
        faults = newFaults;
    }

    /** The faults for a call that begins a task of this type, which uses one of each counted kind up. */
    synchronized Faults take(String taskType) {
        Faults now = faults.touching(taskType);
        faults = faults.afterCall(taskType);
        return now;
    }
}
