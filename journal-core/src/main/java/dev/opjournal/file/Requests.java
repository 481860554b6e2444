package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.KeyConflictException;
import java.util.ArrayList;
import java.util.List;

/** Whether two attempts with one idempotency key ask for the same. */
final class Requests {
    private Requests() {}

    static void ensureSame(String key, JournalEntry asked, JournalEntry recorded) {
        List<String> differing = new ArrayList<>();
        if (!asked.kind().equals(recorded.kind())) {
            differing.add("kind");
        }
        if (!asked.target().equals(recorded.target())) {
            differing.add("target");
        }
        if (!asked.params().equals(recorded.params())) {
            differing.add("params");
        }
        if (!differing.isEmpty()) {
            throw new KeyConflictException(key, recorded.opId(), String.join(" and ", differing));
        }
    }
}
