package dev.opjournal;

import org.jspecify.annotations.Nullable;

/**
 * What recovery has come to with one interrupted operation. An operation that somebody else ended meanwhile has none.
 *
 * @param opId the operation
 * @param kind its kind
 * @param target its target; empty if it has none
 * @param type what it is
 * @param reason why it is not settled, if something is known; null otherwise
 */
public record RecoveryOutcome(
        String opId,
        String kind,
        String target,
        Type type,
        @Nullable String reason) {
    /** What it can come to. The first two are final. */
    public enum Type {
        /** Recorded as succeeded. */
        RECOVERED,
        /** Recorded as failed. */
        FAILED,
        /** The work goes on outside, or its handler cannot tell yet: it will be asked again, and this told each time. */
        STILL_RUNNING,
        /** The handler could not tell in the allowed number of attempts; it stays in flight. */
        GIVEN_UP,
        /** Its kind has no handler; it stays in flight. Told once. */
        WITHOUT_HANDLER
    }
}
