package dev.opjournal.spring.metrics;

import dev.opjournal.Journal;
import dev.opjournal.JournalStatus;
import io.micrometer.core.instrument.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the gauges of a journal are read from. A scrape reads all of them at once: so one status serves for a tenth of a second, and
 * what a scrape tells was true at one moment. It lists the oldest in flight and no more, so that it costs the same however many
 * there are. Thread-safe.
 */
final class Snapshots {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Journal journal;
    private final Clock clock;
    private volatile @Nullable Taken newest;

    private record Taken(JournalStatus status, long at) {}

    /**
     * Of a journal.
     *
     * @param clock of the registry, which tells how old a status is
     */
    Snapshots(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** A number out of a status; {@code NaN} if the journal, which may be the application's own, has none to give. */
    double read(ToDoubleFunction<JournalStatus> number) {
        try {
            return number.applyAsDouble(status());
        } catch (RuntimeException noStatus) {
            return Double.NaN;
        }
    }

    private JournalStatus status() {
        long now = clock.monotonicTime();
        Taken taken = newest;
        if (taken == null || now - taken.at() > FRESH_NANOS) {
            taken = new Taken(journal.status(1), now);
            newest = taken;
        }
        return taken.status();
    }
}
