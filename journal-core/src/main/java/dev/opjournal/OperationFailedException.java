package dev.opjournal;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by the body of an operation to say that the effect did not happen, for certain: the operation becomes
 * {@code failed} and its key is free again. Never for a call whose answer did not come.
 */
public class OperationFailedException extends JournalException {
    private static final long serialVersionUID = 1L;

    public OperationFailedException(String reason) {
        this(reason, null);
    }

    public OperationFailedException(String reason, @Nullable Throwable cause) {
        super(reason, "", cause);
    }
}
