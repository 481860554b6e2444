package dev.opjournal.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What holds of the effects and the records of an operation wherever it crashed. */
final class CrashAudit {
    private static final String UNDO = "undo ";

    private final FileJournal journal;
    private final String what;

    CrashAudit(FileJournal journal, String what) {
        this.journal = journal;
        this.what = what;
    }

    /**
     * Forward in the order of the steps, then back in the other; what is not idempotent at most once, and nothing again but what a
     * crash cut off.
     */
    void effects(List<String> effects, int crashes) {
        List<Integer> forward = new ArrayList<>();
        List<Integer> back = new ArrayList<>();
        for (String effect : effects) {
            if (effect.startsWith(UNDO)) {
                back.add(World.STEPS.indexOf(effect.substring(UNDO.length())));
            } else {
                assertThat(back)
                        .as("%s behind what was undone, %s", effect, what)
                        .isEmpty();
                forward.add(World.STEPS.indexOf(effect));
            }
        }
        assertThat(forward).as(what).isSorted().doesNotContain(-1);
        assertThat(back)
                .as(what)
                .isSortedAccordingTo(Collections.reverseOrder())
                .doesNotContain(-1);
        assertThat(effects.size() - Set.copyOf(effects).size())
                .as("repeated, %s", what)
                .isLessThanOrEqualTo(crashes);
        for (String asked : List.of("clone", "start")) {
            assertThat(back.contains(World.STEPS.indexOf(asked)) && !effects.contains(asked))
                    .as("%s undone, of which its check says that it never was, %s", asked, what)
                    .isFalse();
        }
        for (String once : List.of("clone", "attach", "start")) {
            assertThat(Collections.frequency(effects, once))
                    .as("%s, %s", once, what)
                    .isLessThanOrEqualTo(1);
        }
    }

    /** By what the operation was begun with, whatever its definition became. */
    void records(boolean complete) {
        long undoneBefore = Long.MAX_VALUE;
        for (int number = 1; number <= World.STEPS.size(); number++) {
            List<JournalEntry> step = ended("op." + number, World.STEPS.get(number - 1));
            List<JournalEntry> undo = ended("op." + number + ".undo", World.STEPS.get(number - 1));
            OpState state = step.isEmpty() ? OpState.STARTED : last(step).state();
            assertThat(undo.isEmpty() || last(undo).state() == OpState.SUCCEEDED)
                    .as(what)
                    .isTrue();
            if (complete) {
                assertThat(state).as(what).isEqualTo(OpState.SUCCEEDED);
                assertThat(undo).as(what).isEmpty();
            } else if (state == OpState.SUCCEEDED) {
                assertThat(undo).as("what undoes step %s, %s", number, what).isNotEmpty();
            } else if (!undo.isEmpty()) {
                assertThat(last(step).error().orElseThrow()).as(what).startsWith("It was in doubt");
            }
            if (!undo.isEmpty()) {
                assertThat(undo.get(0).recordNumber()).as(what).isLessThan(undoneBefore);
                undoneBefore = undo.get(0).recordNumber();
            }
        }
        assertThat(journal.history("op.5"))
                .as("a step of another plan, %s", what)
                .isEmpty();
    }

    /** All of a step or a compensation: none, or ended once and as the last. */
    private List<JournalEntry> ended(String opId, String step) {
        List<JournalEntry> entries = journal.history(opId);
        if (!entries.isEmpty()) {
            assertThat(entries.stream().filter(entry -> !entry.isInFlight()))
                    .as("%s, %s", opId, what)
                    .containsExactly(last(entries));
            assertThat(last(entries).step()).as("%s, %s", opId, what).contains(step);
        }
        return entries;
    }

    private static JournalEntry last(List<JournalEntry> entries) {
        return entries.get(entries.size() - 1);
    }
}
