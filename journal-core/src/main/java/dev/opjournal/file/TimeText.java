package dev.opjournal.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes times as {@link Instant#toString} does, without its cost: within one second all texts differ in their fraction alone.
 * Thread-safe.
 */
final class TimeText {
    /** The text of a second, up to its fraction. */
    private record Second(long epochSecond, String text) {}

    /** Whichever thread wrote it last; each second is whole in itself. */
    private volatile @Nullable Second last;

    /** Adds the time as a JSON string. */
    void add(Instant time, Bytes line) {
        Second second = last;
        if (second == null || second.epochSecond != time.getEpochSecond()) {
            String text = Instant.ofEpochSecond(time.getEpochSecond()).toString();
            second = new Second(time.getEpochSecond(), text.substring(0, text.length() - 1));
            last = second;
        }
        line.add('"').ascii(second.text);
        fraction(time.getNano(), line);
        line.add('Z').add('"');
    }

    private static void fraction(int nanos, Bytes line) {
        if (nanos == 0) {
            return;
        }
        line.add('.');
        if (nanos % 1_000_000 == 0) {
            line.digits(nanos / 1_000_000, 3);
        } else if (nanos % 1_000 == 0) {
            line.digits(nanos / 1_000, 6);
        } else {
            line.digits(nanos, 9);
        }
    }
}
