package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.KeyConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether two attempts with one idempotency key ask for the same, as far as their params are kept. */
final class Requests {
    private final Redaction redaction;

    Requests(Redaction redaction) {
        this.redaction = redaction;
    }

    void ensureSame(String key, JournalEntry asked, JournalEntry recorded) {
        List<String> differing = new ArrayList<>();
        if (!asked.kind().equals(recorded.kind())) {
            differing.add("kind");
        }
        if (!asked.target().equals(recorded.target())) {
            differing.add("target");
        }
        if (!comparable(asked.params()).equals(comparable(recorded.params()))) {
            differing.add("params");
        }
        if (!differing.isEmpty()) {
            throw new KeyConflictException(key, recorded.opId(), String.join(" and ", differing));
        }
    }

    /** What of the params tells two requests apart. */
    Map<String, String> comparable(Map<String, String> params) {
        return redaction.kept(params);
    }
}
