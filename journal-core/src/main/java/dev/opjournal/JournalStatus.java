package dev.opjournal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A journal at one moment. What is said of operations and keys was read together.
 *
 * @param path the file
 * @param state whether the journal takes entries
 * @param failure why the journal has failed; null unless it has
 * @param sizeBytes bytes of the journal's lines, without the space set aside behind them
 * @param counts how many operations are in each state; every state is there
 * @param appliedKeys how many idempotency keys have taken effect
 * @param inFlight the operations in flight, the one begun first at the front; as many as were asked for
 * @param cut the ids of operations named in the torn tail that the last opening set aside, if there was one
 */
public record JournalStatus(
        Path path,
        State state,
        @Nullable String failure,
        long sizeBytes,
        Map<OpState, Long> counts,
        long appliedKeys,
        List<InFlight> inFlight,
        List<String> cut) {

    /** How many operations are in flight, also where {@link #inFlight} does not hold all. */
    public long inFlightCount() {
        return counts.getOrDefault(OpState.STARTED, 0L) + counts.getOrDefault(OpState.TASK_RUNNING, 0L);
    }

    /**
     * An operation that has not ended.
     *
     * @param begunAt when it was begun, by the journal's clock
     * @param newest its newest entry
     */
    public record InFlight(Instant begunAt, JournalEntry newest) {}

    /** Whether a journal takes entries. */
    public enum State {
        OPEN,
        /** The disk is full: new operations are refused until there is room, those begun can still end. */
        FULL,
        /** A write failed: nothing more is taken until the application is started again. */
        FAILED,
        CLOSED
    }
}
