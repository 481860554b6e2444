package dev.opjournal.test.crash;

/**
 * The process of the application dies here. An error, so that code which catches exceptions does not survive its own death; what
 * catches it all the same finds a journal whose every call throws it again.
 */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String message) {
        super(message);
    }
}
