package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a multi-step operation, as the journal holds it.
 *
 * @param step its name; {@code cancel} for the mark that somebody cancelled the operation
 * @param entries all its entries in their order
 * @param compensation all entries of its compensation in their order; empty if that was not begun
 */
public record StepHistory(String step, List<JournalEntry> entries, List<JournalEntry> compensation) {
    public StepHistory {
        entries = List.copyOf(entries);
        compensation = List.copyOf(compensation);
    }

    /**
     * The steps of an operation in their order; none if it is unknown, or has no steps. Whatever its definition is now.
     *
     * @throws dev.opjournal.JournalReadException if a record cannot be read back
     */
    public static List<StepHistory> of(Journal journal, String opId) {
        List<StepHistory> steps = new ArrayList<>();
        Progress progress = Progress.of(journal, opId);
        for (Progress.Begun begun : progress.steps()) {
            steps.add(new StepHistory(
                    begun.name(),
                    journal.history(begun.entry().opId()),
                    begun.undo().map(undo -> journal.history(undo.opId())).orElse(List.of())));
        }
        if (progress.cancelled().isPresent()) {
            steps.add(new StepHistory(Cancel.STEP, journal.history(StepIds.cancel(opId)), List.of()));
        }
        return steps;
    }
}
