package dev.opjournal.file;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The system's clock, which can be stopped, so that what a compaction drops is known to the entry. */
final class SoakClock extends Clock {
    private volatile @Nullable Instant stoppedAt;

    Instant stop() {
        Instant now = Instant.now();
        stoppedAt = now;
        return now;
    }

    void goOn() {
        stoppedAt = null;
    }

    @Override
    public Instant instant() {
        Instant stopped = stoppedAt;
        return stopped != null ? stopped : Instant.now();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
