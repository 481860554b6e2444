package dev.opjournal.sample.vms;

/** The journal has no operation with this id. */
final class UnknownOperationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOperationException(String opId) {
        super("There is no operation " + opId + ".");
    }
}
