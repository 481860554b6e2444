package dev.opjournal.spring.metrics;

import dev.opjournal.JournalEntry;
import dev.opjournal.KeyConflictException;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.ResultUnavailableException;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one {@code execute} of a journal while it is observed. */
public final class JournalObservationContext extends Observation.Context {
    private final OperationSpec spec;

    /** Set when the body begins to run; a replay has none. */
    private volatile @Nullable Operation operation;

    private volatile boolean over;

    /** Of a call that begins. */
    public JournalObservationContext(OperationSpec spec) {
        this.spec = spec;
    }

    /** What the call asks for. */
    public OperationSpec spec() {
        return spec;
    }

    /** The id of the operation, once it has begun; empty if the call was answered with a replay, or refused. */
    public Optional<String> opId() {
        return Optional.ofNullable(operation).map(Operation::opId);
    }

    /**
     * What the call came to: {@code succeeded}, {@code failed} or {@code released} as it was recorded; {@code unknown} if
     * nothing could be recorded; {@code replayed}, {@code in_flight} or {@code conflict} if the key was taken; {@code refused} for
     * whatever else the journal would not begin; {@code none} while the call goes on.
     */
    public String outcome() {
        if (!over) {
            return KeyValue.NONE_VALUE;
        }
        Operation begun = operation;
        return begun == null ? withoutOperation(getError()) : recorded(begun.entry());
    }

    private static String recorded(JournalEntry newest) {
        if (!newest.isInFlight()) {
            return newest.state().text();
        }
        return newest.isRelease() ? "released" : "unknown";
    }

    private static String withoutOperation(@Nullable Throwable refusal) {
        if (refusal == null || refusal instanceof ResultUnavailableException) {
            return "replayed";
        }
        if (refusal instanceof KeyInFlightException) {
            return "in_flight";
        }
        return refusal instanceof KeyConflictException ? "conflict" : "refused";
    }

    void begun(Operation handle) {
        operation = handle;
    }

    void over() {
        over = true;
    }
}
