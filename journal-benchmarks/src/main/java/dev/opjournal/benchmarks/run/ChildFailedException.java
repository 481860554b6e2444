package dev.opjournal.benchmarks.run;

/** A measurement that gave no result; the message holds what the child said last. */
public final class ChildFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ChildFailedException(String message) {
        super(message);
    }
}
