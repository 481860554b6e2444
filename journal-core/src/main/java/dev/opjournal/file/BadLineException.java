package dev.opjournal.file;

/** Bytes are no entry. Caught within this room. */
final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
        super(message);
    }
}
