package dev.opjournal.sample.vms;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.opjournal.JournalEntry;
import dev.opjournal.steps.StepHistory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of an operation as JSON; what is not known yet is left out.
 *
 * @param steps those that were begun, of an operation that has several
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record OperationView(
        String opId,
        String kind,
        String target,
        String state,
        @Nullable String task,
        @Nullable String error,
        Instant at,
        List<StepView> steps) {

    static OperationView of(JournalEntry entry, List<StepHistory> steps) {
        return new OperationView(
                entry.opId(),
                entry.kind(),
                entry.target(),
                entry.state().text(),
                entry.task().orElse(null),
                entry.error().orElse(null),
                entry.at(),
                steps.stream()
                        .filter(step -> !step.entries().isEmpty())
                        .map(StepView::of)
                        .toList());
    }
}
