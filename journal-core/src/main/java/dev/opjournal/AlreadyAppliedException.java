package dev.opjournal;

/** The idempotency key has taken effect before. The call must not be made again; here is what it came to. */
public final class AlreadyAppliedException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;
    private final transient JournalEntry entry;

    public AlreadyAppliedException(String idempotencyKey, JournalEntry entry) {
        super(
                "Idempotency key " + idempotencyKey + " was applied by operation " + entry.opId() + ".",
                "Answer with its recorded outcome instead of running it again.",
                null);
        this.idempotencyKey = idempotencyKey;
        this.entry = entry;
    }

    public String idempotencyKey() {
        return idempotencyKey;
    }

    /** The entry with which the operation succeeded, result included. */
    public JournalEntry entry() {
        return entry;
    }
}
