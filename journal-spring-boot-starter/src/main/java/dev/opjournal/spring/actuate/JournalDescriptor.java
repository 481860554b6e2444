package dev.opjournal.spring.actuate;

import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 */
public record JournalDescriptor(
        String path,
        long sizeBytes,
        Map<String, Long> counts,
        long appliedKeys,
        List<EntryDescriptor> inFlight,
        RecoveryDescriptor recovery)
        implements OperationResponseBody {

    static Map<String, Long> countsOf(JournalStatus status) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (OpState state : OpState.values()) {
            counts.put(state.text(), status.counts().getOrDefault(state, 0L));
        }
        return counts;
    }
}
