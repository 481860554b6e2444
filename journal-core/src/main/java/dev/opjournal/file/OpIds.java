package dev.opjournal.file;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Makes ids of operations: time-ordered UUIDs (RFC 9562, version 7), so that sorted ids are roughly in order of time. */
final class OpIds {
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    OpIds(Clock clock) {
        this.clock = clock;
    }

    String next() {
        long high = clock.millis() << 16 | 0x7000 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | 1L << 63;
        return new UUID(high, low).toString();
    }
}
