package dev.opjournal.file;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Makes ids of operations: time-ordered UUIDs (RFC 9562, version 7), so that sorted ids are roughly in order of time. */
final class OpIds {
    /** A source of randomness is asked for many ids at once: each time costs as much as a few hundred bytes of it. */
    private static final int IDS_AT_ONCE = 128;

    private static final int RANDOM_BYTES = Short.BYTES + Long.BYTES;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** Each byte is used once; guarded by the lock. */
    private final ByteBuffer bytes = ByteBuffer.allocate(IDS_AT_ONCE * RANDOM_BYTES);

    OpIds(Clock clock) {
        this.clock = clock;
        bytes.position(bytes.limit());
    }

    String next() {
        long millis = clock.millis();
        long high;
        long low;
        lock.lock();
        try {
            if (!bytes.hasRemaining()) {
                random.nextBytes(bytes.array());
                bytes.clear();
            }
            high = bytes.getShort();
            low = bytes.getLong();
        } finally {
            lock.unlock();
        }
        return new UUID(millis << 16 | 0x7000 | (high & 0xFFF), low >>> 2 | 1L << 63).toString();
    }
}
