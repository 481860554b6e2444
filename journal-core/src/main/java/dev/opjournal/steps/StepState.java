package dev.opjournal.steps;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Where a step of a multi-step operation stands, as far as the journal knows. */
public enum StepState {
    /** The operation has not come so far. */
    NOT_BEGUN,
    /** It was begun, and somebody in this process sees to it. */
    RUNNING,
    /** It was begun, has not ended, and nobody sees to it: it may have happened. */
    IN_DOUBT,
    /** It happened, and stands. */
    SUCCEEDED,
    /** It did not happen; or it is over, in doubt, and has no compensation, which its error says. */
    FAILED,
    /** Its compensation was begun, and somebody in this process sees to it. */
    UNDOING,
    /**
     * Its compensation was begun, has not come to its end, and nobody sees to it: it may be half undone. Or a person has settled
     * it as failed.
     */
    NOT_UNDONE,
    /** Its compensation has ended. */
    UNDONE;

    /** The state as it stands in JSON, for example {@code not_begun}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What the entries say.
     *
     * @param seenTo whether somebody in this process sees to the operation; asked if that decides
     */
    static StepState of(List<JournalEntry> entries, List<JournalEntry> compensation, BooleanSupplier seenTo) {
        if (entries.isEmpty()) {
            return NOT_BEGUN;
        }
        if (compensation.isEmpty()) {
            return switch (last(entries)) {
                case SUCCEEDED -> SUCCEEDED;
                case FAILED -> FAILED;
                case STARTED, TASK_RUNNING -> seenTo.getAsBoolean() ? RUNNING : IN_DOUBT;
            };
        }
        return switch (last(compensation)) {
            case SUCCEEDED -> UNDONE;
            case FAILED -> NOT_UNDONE;
            case STARTED, TASK_RUNNING -> seenTo.getAsBoolean() ? UNDOING : NOT_UNDONE;
        };
    }

    private static OpState last(List<JournalEntry> entries) {
        return entries.get(entries.size() - 1).state();
    }
}
