package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the kept entries say of the keys, and where they contradict each other. Takes them in their order. */
final class Testimony {
    private final Set<String> lostOperations;
    private final Set<String> touched;
    private final Set<String> applied = new HashSet<>();
    private final Map<String, OpState> states = new HashMap<>();
    private final Map<String, Set<String>> inFlight = new LinkedHashMap<>();
    private final List<String> contradictions;

    Testimony(Wreck wreck) {
        this.contradictions = new ArrayList<>(wreck.contradictions());
        this.lostOperations = new HashSet<>();
        this.touched = new TreeSet<>();
        for (Loss loss : wreck.losses()) {
            lostOperations.addAll(loss.operations());
            touched.addAll(loss.keys());
        }
    }

    void take(JournalEntry entry) {
        OpState before = states.put(entry.opId(), entry.state());
        if (before != null && before.isTerminal()) {
            contradictions.add("operation " + entry.opId() + " has ended (" + before.text() + "), but record "
                    + entry.recordNumber() + " says " + entry.state().text() + "; the newest counts");
        }
        entry.idempotencyKey().ifPresent(key -> take(entry, key));
    }

    private void take(JournalEntry entry, String key) {
        if (lostOperations.contains(entry.opId())) {
            touched.add(key);
        }
        if (entry.isInFlight()) {
            inFlight.computeIfAbsent(key, k -> new TreeSet<>()).add(entry.opId());
            return;
        }
        inFlight.computeIfPresent(key, (k, operations) -> {
            operations.remove(entry.opId());
            return operations.isEmpty() ? null : operations;
        });
        if (entry.state() == OpState.SUCCEEDED) {
            applied.add(key);
        }
    }

    /** Keys that what is lost touches, and of which nothing kept says that they were applied. */
    List<String> unsureKeys() {
        touched.removeAll(applied);
        return List.copyOf(touched);
    }

    List<String> contradictions() {
        inFlight.forEach((key, operations) -> {
            if (operations.size() > 1) {
                contradictions.add("key " + key + " is in flight in " + String.join(" and ", operations)
                        + "; all but the newest must have failed");
            }
            if (applied.contains(key)) {
                contradictions.add(
                        "key " + key + " was applied, but is in flight in " + String.join(" and ", operations));
            }
        });
        return contradictions;
    }
}
