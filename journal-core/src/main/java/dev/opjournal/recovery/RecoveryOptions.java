package dev.opjournal.recovery;

import java.time.Duration;

/**
 * How persistent recovery is.
 *
 * @param maxAttempts how often a handler that cannot tell is asked before the operation is given up; at least 1
 * @param firstBackoff the pause before the second attempt; doubled before each further one; positive
 * @param maxBackoff the longest pause between attempts; at least {@code firstBackoff}
 * @param recheckInterval the pause before a handler that answered {@code stillRunning} is asked again; positive
 * @param concurrency how many handlers run side by side at most; at least 1
 */
public record RecoveryOptions(
        int maxAttempts, Duration firstBackoff, Duration maxBackoff, Duration recheckInterval, int concurrency) {

    public RecoveryOptions {
        atLeast("maxAttempts", maxAttempts, 1);
        atLeast("concurrency", concurrency, 1);
        positive("firstBackoff", firstBackoff);
        positive("recheckInterval", recheckInterval);
        if (maxBackoff.compareTo(firstBackoff) < 0) {
            throw new IllegalArgumentException(
                    "maxBackoff must be at least firstBackoff (" + firstBackoff + "), but is " + maxBackoff);
        }
    }

    /** Eight attempts with pauses from one second to one minute, rechecks every five seconds, eight side by side. */
    public static RecoveryOptions defaults() {
        return new RecoveryOptions(8, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(5), 8);
    }

    /** The pause after the given number of attempts in a row, from 1 on. */
    Duration backoffAfter(int attempts) {
        Duration pause = firstBackoff;
        for (int doubled = 1; doubled < attempts && pause.compareTo(maxBackoff) < 0; doubled++) {
            // Compared before it is doubled: twice the longest duration there is cannot be told.
            pause = pause.compareTo(maxBackoff.dividedBy(2)) > 0 ? maxBackoff : pause.multipliedBy(2);
        }
        return pause;
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
