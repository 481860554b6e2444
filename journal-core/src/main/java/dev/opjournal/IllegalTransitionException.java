package dev.opjournal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An operation cannot go from its state to the one asked for, or not through this handle. Nothing was written. */
public final class IllegalTransitionException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String opId;
    private final @Nullable OpState from;
    private final OpState to;

    private IllegalTransitionException(String opId, @Nullable OpState from, OpState to, String problem, String action) {
        super(problem, action, null);
        this.opId = opId;
        this.from = from;
        this.to = to;
    }

    /** The state of the operation does not allow it; {@code from} is null for an unknown operation. */
    public static IllegalTransitionException ofState(String opId, @Nullable OpState from, OpState to) {
        String problem = from == null
                ? "Operation " + opId + " is unknown and cannot become " + to.text() + "; nothing was written."
                : "Operation " + opId + " is " + from.text() + " and cannot become " + to.text()
                        + "; nothing was written.";
        String action;
        if (from == null) {
            action = "Begin the operation first.";
        } else if (to == OpState.STARTED) {
            action = "Begin another operation with an id of its own.";
        } else if (from.isTerminal()) {
            action = "Take the recorded outcome: somebody ended the operation before.";
        } else {
            action = "Record a task, an outcome or a release.";
        }
        return new IllegalTransitionException(opId, from, to, problem, action);
    }

    /** The handle no longer owns the operation. */
    public static IllegalTransitionException notOwned(String opId, OpState from, OpState to) {
        return new IllegalTransitionException(
                opId,
                from,
                to,
                "Operation " + opId + " is " + from.text() + " and no longer owned by this handle, so that it cannot"
                        + " record " + to.text() + "; nothing was written.",
                "Leave it to recovery, which settles what was released.");
    }

    public String opId() {
        return opId;
    }

    /** The operation's state; empty if the operation is unknown. */
    public Optional<OpState> from() {
        return Optional.ofNullable(from);
    }

    public OpState to() {
        return to;
    }
}
