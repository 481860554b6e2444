package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Puts {@link FileJournalOptions#REDACTED} in place of the values that are not to be kept. There are three doors by which a
 * value could come in: what a caller gives ({@link EntryChecks}), what stands in the file since a time when its name was not
 * redacted ({@link TextReader}), and a Go daemon's file that is converted ({@link Creation}).
 */
final class Redaction {
    private final Set<String> names;

    Redaction(Set<String> names) {
        this.names = names;
    }

    JournalEntry of(JournalEntry entry) {
        return isDue(entry.params())
                ? entry.toBuilder().params(replaced(entry.params())).build()
                : entry;
    }

    /** Most entries have nothing to hide, or come from a handle that never had it, and are not copied. */
    private boolean isDue(Map<String, String> params) {
        if (names.isEmpty()) {
            return false;
        }
        for (Map.Entry<String, String> param : params.entrySet()) {
            if (names.contains(param.getKey()) && !FileJournalOptions.REDACTED.equals(param.getValue())) {
                return true;
            }
        }
        return false;
    }

    private Map<String, String> replaced(Map<String, String> params) {
        Map<String, String> replaced = new LinkedHashMap<>(params);
        replaced.replaceAll((name, value) -> names.contains(name) ? FileJournalOptions.REDACTED : value);
        return replaced;
    }

    /** The params whose values are kept: the part of a request that can be compared. */
    Map<String, String> kept(Map<String, String> params) {
        if (names.isEmpty()) {
            return params;
        }
        Map<String, String> kept = new LinkedHashMap<>(params);
        kept.keySet().removeAll(names);
        return kept;
    }
}
