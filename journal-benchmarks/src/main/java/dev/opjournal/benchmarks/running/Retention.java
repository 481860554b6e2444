package dev.opjournal.benchmarks.running;

import dev.opjournal.file.FileJournalOptions;
import java.time.Duration;

/** The one place where these runs say how long ended operations and applied keys are kept. */
final class Retention {
    private Retention() {}

    /**
     * Options that keep ended operations and their keys so long.
     *
     * <p>To be filled in: the journal has no retention yet, so that this answers the options as they are, and what is to
     * stay level grows.
     */
    static FileJournalOptions keep(FileJournalOptions options, Duration ended) {
        return options;
    }
}
