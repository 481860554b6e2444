package dev.opjournal.steps;

import dev.opjournal.JournalException;
import org.jspecify.annotations.Nullable;

/** A multi-step operation has failed: what it had done was undone, as far as its steps say how. Its key is free again. */
public final class RolledBackException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String opId;

    RolledBackException(String opId, String reason, @Nullable Throwable cause) {
        super("Operation " + opId + " was rolled back: " + reason, "Begin it anew once the cause is gone.", cause);
        this.opId = opId;
    }

    public String opId() {
        return opId;
    }
}
