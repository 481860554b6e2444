package dev.opjournal.spring.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of a journal.
 *
 * @param path the file
 * @param sizeBytes bytes of its lines
 * @param counts how many operations are in each state
 * @param appliedKeys how many idempotency keys have taken effect
 * @param inFlight the newest entries of operations in flight, the one begun first at the front
 * @param recovery what recovery has come to
 * @param operations the newest entries of operations that match a filter, the newest at the front; left out without a filter
 * @param operationsComplete whether these are all that match, or as many as were asked for; false if the journal stopped
 *     looking before. Left out without a filter
 * @param history all entries of the operation that was found by its id, in their order; left out unless an id was asked for
 * @param steps the steps of that operation in their order, if it has several; left out otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JournalDescriptor(
        String path,
        long sizeBytes,
        Map<String, Long> counts,
        long appliedKeys,
        List<EntryDescriptor> inFlight,
        RecoveryDescriptor recovery,
        @Nullable List<EntryDescriptor> operations,
        @Nullable Boolean operationsComplete,
        @Nullable List<EntryDescriptor> history,
        @Nullable List<StepDescriptor> steps)
        implements OperationResponseBody {

    static Map<String, Long> countsOf(JournalStatus status) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (OpState state : OpState.values()) {
            counts.put(state.text(), status.counts().getOrDefault(state, 0L));
        }
        return counts;
    }
}
