package dev.opjournal.steps;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.List;
import java.util.Map;

/** The mark that an operation was cancelled: a step of its own, which ends as it begins. */
final class Cancel {
    /** The param of a cancel, and of each compensation, that says why. */
    static final String REASON = "reason";

    /** What it is called among the steps. */
    static final String STEP = "cancel";

    private Cancel() {}

    static List<JournalEntry> entries(Steps definition, JournalEntry whole, String reason) {
        JournalEntry begun = JournalEntry.of(StepIds.cancel(whole.opId()), definition.kindOfCancel(), OpState.STARTED)
                .target(whole.target())
                .parent(whole.opId())
                .step(STEP)
                .params(Map.of(REASON, reason))
                .build();
        return List.of(
                begun,
                JournalEntry.of(begun.opId(), begun.kind(), OpState.SUCCEEDED).build());
    }
}
