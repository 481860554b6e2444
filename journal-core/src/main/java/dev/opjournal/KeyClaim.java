package dev.opjournal;

/**
 * What came of an attempt to begin an operation with an idempotency key.
 *
 * @param idempotencyKey the key
 * @param opId the operation that has the key: the one that was begun, or the one that had it before
 * @param outcome what came of it
 */
public record KeyClaim(String idempotencyKey, String opId, Outcome outcome) {
    /** What can come of an attempt. Whoever is not admitted makes no call to the outside world. */
    public enum Outcome {
        /** The operation is begun and has the key. */
        ADMITTED,
        /** The key has taken effect before: the attempt is answered with what was recorded. */
        REPLAYED,
        /** An operation with the key has not ended. */
        IN_FLIGHT,
        /** The key belongs to a request of other kind, target or params. */
        CONFLICT
    }
}
