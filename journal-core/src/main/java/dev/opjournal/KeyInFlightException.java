package dev.opjournal;

/** An operation with this idempotency key has not ended, so that another attempt could do it twice. */
public final class KeyInFlightException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;
    private final String opId;

    public KeyInFlightException(String idempotencyKey, String opId) {
        super(
                "Idempotency key " + idempotencyKey + " is taken by operation " + opId + ", which has not ended.",
                "Ask for that operation's outcome, or try again later.",
                null);
        this.idempotencyKey = idempotencyKey;
        this.opId = opId;
    }

    public String idempotencyKey() {
        return idempotencyKey;
    }

    /** The operation that holds the key. */
    public String opId() {
        return opId;
    }
}
