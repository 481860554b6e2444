package dev.opjournal.sample.vms;

import dev.opjournal.JournalEntry;

/** The VM has an operation in flight. */
public final class VmBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String opId;

    VmBusyException(JournalEntry inFlight) {
        super("VM " + inFlight.target() + " has an operation in flight: " + inFlight.kind() + " " + inFlight.opId()
                + ", which is " + inFlight.state().text() + ".");
        this.opId = inFlight.opId();
    }

    /** The operation in flight. */
    public String opId() {
        return opId;
    }
}
