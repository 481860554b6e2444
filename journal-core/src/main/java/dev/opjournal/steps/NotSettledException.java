package dev.opjournal.steps;

import dev.opjournal.JournalException;
import org.jspecify.annotations.Nullable;

/** A multi-step operation could neither be ended nor undone now. It was released, keeps its key, and goes to recovery. */
public final class NotSettledException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String opId;

    NotSettledException(String opId, String reason, @Nullable Throwable cause) {
        super(
                "Operation " + opId + " is not settled: " + reason,
                "Recovery goes on with it; look at it by its id, and do not begin it anew.",
                cause);
        this.opId = opId;
    }

    public String opId() {
        return opId;
    }
}
