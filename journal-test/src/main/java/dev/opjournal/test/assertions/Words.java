package dev.opjournal.test.assertions;

import dev.opjournal.JournalEntry;
import java.util.List;
import java.util.stream.Collectors;

/** How messages tell of operations. */
final class Words {
    private Words() {}

    /** Goes on "but there": "is nothing", "is:" with one a line. */
    static String operations(List<JournalEntry> newest) {
        if (newest.isEmpty()) {
            return "is none";
        }
        return newest.stream()
                .map(entry -> "%n  ".formatted() + operation(entry))
                .collect(Collectors.joining("", newest.size() == 1 ? "is" : "are", ""));
    }

    static String operation(JournalEntry entry) {
        return name(entry)
                + (entry.target().isEmpty() ? "" : " on " + entry.target())
                + ": "
                + state(entry)
                + entry.task().map(task -> ", task " + task).orElse("")
                + entry.idempotencyKey().map(key -> ", key " + key).orElse("");
    }

    static String name(JournalEntry entry) {
        return entry.kind() + " " + entry.opId();
    }

    static String state(JournalEntry entry) {
        String state = entry.state().text();
        return (entry.isRelease() ? state + ", released" : state)
                + entry.error().map(error -> " (" + error + ")").orElse("");
    }
}
