package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of a multi-step operation, as the journal holds it.
 *
 * @param step its name; {@code cancel} for the mark that somebody cancelled the operation
 * @param opId under which it is in the journal; under which it will be, if it was not begun
 * @param state where it stands
 * @param entries all its entries in their order; empty if it was not begun
 * @param compensation all entries of its compensation in their order; empty if that was not begun
 */
public record StepHistory(
        String step, String opId, StepState state, List<JournalEntry> entries, List<JournalEntry> compensation) {
    public StepHistory {
        entries = List.copyOf(entries);
        compensation = List.copyOf(compensation);
    }

    /**
     * The steps of an operation in their order, those behind that were not begun too, by the plan with which it was begun and
     * whatever its definition is now. None if the operation is unknown, or has begun no step.
     *
     * @throws dev.opjournal.JournalReadException if a record cannot be read back
     */
    public static List<StepHistory> of(Journal journal, String opId) {
        List<StepHistory> steps = new ArrayList<>();
        Progress progress = Progress.of(journal, opId);
        for (Progress.Begun begun : progress.steps()) {
            steps.add(read(
                    journal,
                    opId,
                    begun.name(),
                    begun.entry().opId(),
                    begun.undo().map(JournalEntry::opId)));
        }
        for (String step : progress.notBegun()) {
            String stepId = StepIds.step(opId, steps.size() + 1);
            steps.add(new StepHistory(step, stepId, StepState.NOT_BEGUN, List.of(), List.of()));
        }
        if (progress.cancelled().isPresent()) {
            steps.add(read(journal, opId, Cancel.STEP, StepIds.cancel(opId), Optional.empty()));
        }
        return steps;
    }

    private static StepHistory read(Journal journal, String opId, String step, String stepId, Optional<String> undoId) {
        List<JournalEntry> entries = journal.history(stepId);
        List<JournalEntry> compensation = undoId.map(journal::history).orElse(List.of());
        StepState state = StepState.of(entries, compensation, () -> isSeenTo(journal, opId));
        return new StepHistory(step, stepId, state, entries, compensation);
    }

    /** A step has the owner that its operation has, also while that is another than the one that began it. */
    private static boolean isSeenTo(Journal journal, String opId) {
        return journal.latest(opId).filter(JournalEntry::isInFlight).isPresent()
                && journal.interrupted().stream()
                        .noneMatch(entry -> entry.opId().equals(opId));
    }
}
