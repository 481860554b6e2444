package dev.opjournal;

/** A spec or an entry is out of bounds or contradicts its operation. Nothing was written. */
public final class InvalidEntryException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String field;

    public InvalidEntryException(String field, String problem, String action) {
        super("Refused, nothing was written: " + field + " " + problem + ".", action, null);
        this.field = field;
    }

    /** The part that is wrong, for example {@code idempotencyKey}. */
    public String field() {
        return field;
    }
}
