package dev.opjournal.sample.vms;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.opjournal.JournalEntry;
import dev.opjournal.steps.StepHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of a step as JSON.
 *
 * @param undo the newest state of what undoes it; left out if that was not begun
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StepView(
        String step,
        String state,
        @Nullable String task,
        @Nullable String error,
        @Nullable String undo) {

    static StepView of(StepHistory history) {
        JournalEntry newest = newest(history.entries());
        return new StepView(
                history.step(),
                newest.state().text(),
                newest.task().orElse(null),
                newest.error().orElse(null),
                history.compensation().isEmpty()
                        ? null
                        : newest(history.compensation()).state().text());
    }

    private static JournalEntry newest(List<JournalEntry> entries) {
        return entries.get(entries.size() - 1);
    }
}
