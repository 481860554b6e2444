package dev.opjournal.sample.vms;

/** As many operations are under way as may be. */
public final class TooManyOperationsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyOperationsException(int most) {
        super(most + " operations are under way, as many as may be.");
    }
}
