package dev.opjournal.sample.reconcile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a VM stands to its wish, as JSON; what is not known is left out.
 *
 * @param wished power state and settings
 * @param found the same, as they were when last looked at
 * @param inStep whether the two were equal
 * @param since when that was first seen
 * @param inFlight the operation for which the VM was left alone in the last round
 * @param lastOperation the last one that this loop began
 * @param problem why the last round came to nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VmView(
        String vmid,
        Map<String, String> wished,
        @Nullable Map<String, String> found,
        @Nullable Boolean inStep,
        @Nullable Instant since,
        @Nullable String inFlight,
        @Nullable String lastOperation,
        @Nullable String problem) {}
