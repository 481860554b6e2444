package dev.opjournal.cli;

import dev.opjournal.JournalEntry;
import java.time.Instant;
import java.util.Map;

/** An operation, by when it was begun and its newest entry; what else an entry holds is let go of. */
record OperationView(Instant begun, JournalEntry newest) {
    static OperationView of(JournalEntry entry) {
        return new OperationView(entry.at(), brief(entry));
    }

    OperationView with(JournalEntry entry) {
        return new OperationView(begun, brief(entry));
    }

    private static JournalEntry brief(JournalEntry entry) {
        return entry.toBuilder().params(Map.of()).result(null).build();
    }

    String key() {
        return newest.idempotencyKey().isPresent() ? "yes" : "no";
    }

    /** Why the runner gave it up; empty if it did not. */
    String released() {
        return newest.isRelease() ? newest.error().orElse("") : "";
    }
}
