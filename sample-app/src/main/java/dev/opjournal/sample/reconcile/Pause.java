package dev.opjournal.sample.reconcile;

import java.time.Duration;
import java.time.Instant;

/** How long one thing of a VM is left as it is after corrections that came to nothing: each time twice as long. */
final class Pause {
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final Duration first;
    private Duration length = Duration.ZERO;
    private Instant since = Instant.MIN;

    Pause(Duration first) {
        this.first = first;
    }

    /** Begins the next pause. */
    void begin(Instant now) {
        Duration longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
        Duration next = length.isZero() ? first : length.multipliedBy(2);
        length = next.compareTo(longest) > 0 ? longest : next;
        since = now;
    }

    /** Whether it is over; so it is when the clock was set back. */
    boolean isOver(Instant now) {
        return now.isBefore(since) || !now.isBefore(since.plus(length));
    }
}
