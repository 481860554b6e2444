package dev.opjournal.recovery;

import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
import dev.opjournal.RecoveryOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one question about an operation came to. */
sealed interface Answer {
    /** Recovery recorded the outcome, by a decision or through the handle. */
    record Ended(OpState state) implements Answer {}

    /** Somebody else ended the operation; that stands. */
    record Gone() implements Answer {}

    /** The work goes on outside: asked again at an interval, as often as it takes. */
    record StillRunning() implements Answer {}

    /** The handler is not to blame: asked again at an interval, and not counted against the operation. */
    record NotNow(String reason) implements Answer {}

    /** The handler could not tell: counted, and asked again after a growing pause or given up. */
    record Unable(String reason, @Nullable Throwable cause) implements Answer {}

    /** What listeners hear of it; empty if recovery has no part in it. */
    default Optional<RecoveryOutcome> outcome(Case asked, boolean isLast) {
        if (this instanceof Gone) {
            return Optional.empty();
        }
        RecoveryOutcome.Type type = RecoveryOutcome.Type.STILL_RUNNING;
        String reason = null;
        if (this instanceof Ended ended) {
            boolean succeeded = ended.state() == OpState.SUCCEEDED;
            type = succeeded ? RecoveryOutcome.Type.RECOVERED : RecoveryOutcome.Type.FAILED;
        } else if (this instanceof NotNow notNow) {
            reason = notNow.reason();
        } else if (this instanceof Unable unable) {
            type = isLast ? RecoveryOutcome.Type.GIVEN_UP : type;
            reason = unable.reason();
        }
        return Optional.of(asked.outcome(type, reason));
    }

    /** What a throw of a handler, or of the journal while a decision is recorded, comes to. */
    static Answer of(Throwable thrown) {
        String reason;
        try {
            reason = thrown.toString();
        } catch (Throwable broken) {
            // A throwable that cannot be printed must not reach the log, nor cost the operation its recovery.
            return new Unable(thrown.getClass().getName(), null);
        }
        return thrown instanceof JournalFullException ? new NotNow(reason) : new Unable(reason, thrown);
    }
}
