package dev.opjournal.benchmarks.store;

import java.util.HashMap;
import java.util.Map;

/** What the Go daemon keeps in memory: the newest entry of every operation, and every key that was ever applied. */
public final class ReferenceIndex {
    private final Map<String, ReferenceEntry> latest = new HashMap<>();
    private final Map<String, ReferenceEntry> applied = new HashMap<>();

    public void add(ReferenceEntry entry) {
        latest.put(entry.opId(), entry);
        String key = entry.key();
        if (key != null && entry.state().equals("succeeded")) {
            applied.put(key, entry);
        }
    }

    public int operations() {
        return latest.size();
    }

    boolean isApplied(String key) {
        return applied.containsKey(key);
    }
}
