package dev.opjournal.spring.actuate;

import dev.opjournal.JournalException;

/** The journal holds no operation with the id. */
final class UnknownOperationException extends JournalException {
    private static final long serialVersionUID = 1L;

    UnknownOperationException(String opId) {
        super(
                "The journal holds no operation " + opId + ".",
                "See the id for typing errors; what ended long ago is dropped by the journal's retention.",
                null);
    }
}
