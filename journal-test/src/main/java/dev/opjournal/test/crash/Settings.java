package dev.opjournal.test.crash;

import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryOptions;
import java.time.Clock;
import java.time.Duration;

/**
 * How a test is run.
 *
 * @param crashes the most crashes of a schedule
 * @param patience how long nothing may happen before what is waited for is taken to hang
 */
record Settings(int crashes, FileJournalOptions options, RecoveryOptions recovery, Duration patience) {
    /** Far more than a handler takes: whoever else is in line has had its turn before one is asked again. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    /**
     * Small files, since each schedule copies some; one worker of recovery, so that all goes in one order while handlers
     * take less than a pause.
     */
    static final Settings DEFAULTS = new Settings(
            2,
            FileJournalOptions.defaults().withPreallocateBytes(1 << 14),
            new RecoveryOptions(3, PAUSE, PAUSE, PAUSE, 1),
            Duration.ofSeconds(10));

    Settings {
        if (crashes < 0) {
            throw new IllegalArgumentException("crashes must not be negative, but is " + crashes);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be positive, but is " + patience);
        }
    }

    /** With a clock that is the same in each run, unless the test has one. */
    FileJournalOptions optionsWith(Clock clock) {
        return options.clock().equals(Clock.systemUTC()) ? options.withClock(clock) : options;
    }

    Settings withCrashes(int value) {
        return new Settings(value, options, recovery, patience);
    }

    Settings withOptions(FileJournalOptions value) {
        return new Settings(crashes, value, recovery, patience);
    }

    Settings withRecovery(RecoveryOptions value) {
        return new Settings(crashes, options, value, patience);
    }

    Settings withPatience(Duration value) {
        return new Settings(crashes, options, recovery, value);
    }
}
