package dev.opjournal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handle of one operation, for whoever runs it. Each of {@link #taskRunning}, {@link #succeeded()}, {@link #failed}
 * and {@link #release} returns when its entry is on the device; if it throws, see the exception for what is known.
 *
 * <p>A handle owns its operation until it records the outcome, releases it, or the journal is closed. After that it is
 * spent: whatever it is asked to record is refused with {@link IllegalTransitionException} and nothing is written,
 * since somebody else may be settling the operation.
 *
 * <p>Thread-safe. Of several calls that race to end the operation one wins and the others are refused.
 *
 * <p>All of the four throw {@link JournalClosedException} after the close, {@link JournalFailedException} once a write
 * has failed, and {@link JournalFullException} when the disk is full and the reserve for outcomes is used up.
 */
public interface Operation {
    /** The newest entry of the operation that this handle knows of. */
    JournalEntry entry();

    /**
     * Records the id by which the outside world knows the work. To be called as soon as the id is known; with it,
     * recovery can ask instead of guess. May be called again when the id changes.
     *
     * @param task not empty; one longer than 65,536 characters is cut, since the call has gone out and cannot be refused
     */
    void taskRunning(String task);

    /** Ends the operation: the effect happened. */
    void succeeded();

    /**
     * Ends the operation: the effect happened, with a result that is recorded as JSON and replayed to later callers with
     * the same key. A result that is too large or cannot be written as JSON is dropped with a mark; the outcome stands.
     */
    void succeeded(@Nullable Object result);

    /**
     * Ends the operation: it is known that the effect did not happen. Frees the key.
     *
     * @param reason for people; cut to 4,096 characters
     */
    void failed(String reason);

    /**
     * Gives the operation up with its outcome unknown: no answer came. The operation stays in flight, keeps its key and
     * goes to the recovery handler of its kind.
     *
     * @param reason for people; cut to 4,096 characters
     */
    void release(String reason);

    default String opId() {
        return entry().opId();
    }

    default String kind() {
        return entry().kind();
    }

    /** What the operation acts on; empty if it was begun without a target. */
    default String target() {
        return entry().target();
    }

    default Map<String, String> params() {
        return entry().params();
    }

    default Optional<String> idempotencyKey() {
        return entry().idempotencyKey();
    }

    /** The id by which the outside world knows the work, if it has told one. */
    default Optional<String> task() {
        return entry().task();
    }
}
