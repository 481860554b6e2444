package dev.opjournal.benchmarks.running;

import dev.opjournal.file.FileJournalOptions;
import java.time.Duration;

/** How long ended operations and applied keys are kept in these runs. */
final class Retention {
    private Retention() {}

    static FileJournalOptions keep(FileJournalOptions options, Duration ended) {
        return options.withRetainOperations(ended).withRetainKeys(ended);
    }
}
