package dev.opjournal;

/** The idempotency key belongs to a request of other kind, target or params. */
public final class KeyConflictException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;
    private final String opId;

    /**
     * Tells of a conflict.
     *
     * @param differing what differs, for example {@code params}; names only, since values may be secrets
     */
    public KeyConflictException(String idempotencyKey, String opId, String differing) {
        super(
                "Idempotency key " + idempotencyKey + " belongs to operation " + opId + ", a request with other "
                        + differing + ".",
                "Use a new key for a new request.",
                null);
        this.idempotencyKey = idempotencyKey;
        this.opId = opId;
    }

    public String idempotencyKey() {
        return idempotencyKey;
    }

    /** The operation that the key belongs to. */
    public String opId() {
        return opId;
    }
}
