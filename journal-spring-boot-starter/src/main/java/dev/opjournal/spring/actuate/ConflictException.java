package dev.opjournal.spring.actuate;

import dev.opjournal.JournalException;

/** What somebody asked for makes sense, but not as things are. Nothing was written. */
final class ConflictException extends JournalException {
    private static final long serialVersionUID = 1L;

    ConflictException(String problem, String action) {
        super(problem, action, null);
    }
}
