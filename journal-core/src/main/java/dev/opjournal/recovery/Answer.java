package dev.opjournal.recovery;

import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
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
