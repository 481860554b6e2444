package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a multi-step operation has come, by what the journal holds.
 *
 * @param steps that were begun, in their order
 * @param cancelled why somebody cancelled it
 */
record Progress(List<Begun> steps, Optional<String> cancelled) {
    /**
     * A step that was begun.
     *
     * @param entry its newest
     * @param undo the newest of its compensation; empty if that was not begun
     */
    record Begun(int number, JournalEntry entry, Optional<JournalEntry> undo) {
        String name() {
            return entry.step().orElse("");
        }

        /** Whether nothing more is to be undone of it: it is undone, or a person has said that it cannot be. */
        boolean isSettled() {
            return undo.filter(newest -> newest.state().isTerminal()).isPresent();
        }
    }

    static Progress of(Journal journal, String opId) {
        List<Begun> steps = new ArrayList<>();
        for (int number = 1; ; number++) {
            Optional<JournalEntry> step = ofParent(journal, StepIds.step(opId, number), opId);
            if (step.isEmpty()) {
                break;
            }
            steps.add(new Begun(number, step.get(), ofParent(journal, StepIds.undo(opId, number), opId)));
        }
        Optional<String> cancelled = ofParent(journal, StepIds.cancel(opId), opId)
                .map(entry -> entry.params().getOrDefault(Cancel.REASON, ""));
        return new Progress(List.copyOf(steps), cancelled);
    }

    /** An operation that somebody else gave such an id is none of ours. */
    private static Optional<JournalEntry> ofParent(Journal journal, String opId, String parent) {
        return journal.latest(opId)
                .filter(entry -> entry.parent().filter(parent::equals).isPresent());
    }

    /** What it was begun with; empty if no step was begun, or that cannot be read. */
    Optional<Plan> plan() {
        return steps.isEmpty()
                ? Optional.empty()
                : Plan.parse(steps.get(0).entry().params().get(Plan.PARAM));
    }

    /** The names of the steps that are still to come, by what it was begun with. */
    List<String> notBegun() {
        return plan().map(plan -> plan.namesFrom(steps.size())).orElse(List.of());
    }

    Optional<Begun> last() {
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
    }

    /** Why it is being undone already; empty if it is not. */
    Optional<String> rollingBackSince() {
        if (cancelled.isPresent()) {
            return cancelled.map(reason -> "cancelled: " + reason);
        }
        return steps.stream()
                .filter(step -> step.undo().isPresent() || step.entry().state() == OpState.FAILED)
                .reduce((one, later) -> later)
                .map(step -> step.undo()
                        .flatMap(undo -> Optional.ofNullable(undo.params().get(Cancel.REASON)))
                        .orElseGet(() -> "step " + step.name() + " failed: "
                                + step.entry().error().orElse("")));
    }
}
