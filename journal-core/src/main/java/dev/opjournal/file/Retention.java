package dev.opjournal.file;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Before when an operation must have ended, and a key must have taken effect, for compaction to drop it. Seconds since 1970;
 * what was recorded before the second given is longer ago than the retention, however its fraction of a second was.
 */
record Retention(long operationsBefore, long keysBefore) {
    private static final long KEEP = Long.MIN_VALUE;

    static Retention at(Instant now, @Nullable Duration operations, @Nullable Duration keys) {
        return new Retention(before(now, operations), before(now, keys));
    }

    private static long before(Instant now, @Nullable Duration retention) {
        if (retention == null) {
            return KEEP;
        }
        try {
            return now.minus(retention).getEpochSecond();
        } catch (DateTimeException | ArithmeticException longerThanTime) {
            return KEEP;
        }
    }

    boolean dropsOperation(long endedAtSeconds) {
        return endedAtSeconds < operationsBefore;
    }

    boolean dropsKey(long appliedAtSeconds) {
        return appliedAtSeconds < keysBefore;
    }
}
