package dev.opjournal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryOptionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    @Test
    void pausesDoubleUpToTheLongest() {
        var options = new RecoveryOptions(99, SECOND, Duration.ofSeconds(10), SECOND, 1);

        assertThat(IntStream.rangeClosed(1, 6).mapToObj(options::backoffAfter))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void pausesNeverGrowPastTheLongestDurationThereIs() {
        var options = new RecoveryOptions(Integer.MAX_VALUE, SECOND, LONGEST, SECOND, 1);

        assertThat(options.backoffAfter(63)).isEqualTo(Duration.ofSeconds(1L << 62));
        assertThat(options.backoffAfter(64)).isEqualTo(LONGEST);
        assertThat(options.backoffAfter(Integer.MAX_VALUE)).isEqualTo(LONGEST);
    }

    @Test
    void whatIsOutOfBoundsIsRefusedByName() {
        refused("maxAttempts must be at least 1, but is 0", 0, SECOND, SECOND, SECOND, 1);
        refused("firstBackoff must be positive, but is PT0S", 1, Duration.ZERO, SECOND, SECOND, 1);
        refused(
                "maxBackoff must be at least firstBackoff (PT1S), but is PT0.999S",
                1,
                SECOND,
                SECOND.minusMillis(1),
                SECOND,
                1);
        refused("recheckInterval must be positive, but is PT-1S", 1, SECOND, SECOND, SECOND.negated(), 1);
        refused("concurrency must be at least 1, but is -1", 1, SECOND, SECOND, SECOND, -1);
    }

    private static void refused(
            String message, int maxAttempts, Duration first, Duration max, Duration recheck, int concurrency) {
        assertThatThrownBy(() -> new RecoveryOptions(maxAttempts, first, max, recheck, concurrency))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
