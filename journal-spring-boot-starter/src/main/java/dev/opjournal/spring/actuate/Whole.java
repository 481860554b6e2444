package dev.opjournal.spring.actuate;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An operation in flight as somebody looks at it: one of several steps is one, and stands at one of them. A step whose
 * operation has ended is an operation of its own here, since nothing else would tell of it.
 *
 * @param part the newest entry of the step, or of the compensation, that was begun last and is in flight too
 */
record Whole(JournalStatus.InFlight operation, Optional<JournalEntry> part) {

    /** Those that the status tells of, the one begun first at the front, so that each comes before its steps. */
    static Collection<Whole> in(JournalStatus status) {
        Map<String, Whole> wholes = new LinkedHashMap<>();
        for (JournalStatus.InFlight inFlight : status.inFlight()) {
            JournalEntry entry = inFlight.newest();
            Whole parent =
                    entry.step().isEmpty() ? null : wholes.get(entry.parent().orElse(""));
            if (parent == null) {
                wholes.put(entry.opId(), new Whole(inFlight, Optional.empty()));
            } else {
                wholes.put(parent.operation().newest().opId(), new Whole(parent.operation(), Optional.of(entry)));
            }
        }
        return wholes.values();
    }

    /** The task of the step, since only that runs one. */
    Optional<String> task() {
        return operation.newest().task().or(() -> part.flatMap(JournalEntry::task));
    }

    /** Whether the part is a compensation. */
    boolean isUndoing() {
        return part.filter(entry -> entry.opId().endsWith(".undo")).isPresent();
    }
}
