package dev.opjournal.sample.vms;

/** The request cannot be read; nothing was journaled. */
public final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadRequestException(String problem) {
        super(problem);
    }
}
