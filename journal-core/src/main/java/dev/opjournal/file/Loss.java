package dev.opjournal.file;

import java.util.List;

/**
 * A place at which a journal's file lost something.
 *
 * @param offset of the first bad byte
 * @param length how many bytes are bad; 0 where lines are missing and nothing stands in their place
 * @param firstMissing the number of the first record that is missing; 0 if it is not known
 * @param lastMissing the number of the last one; {@link #UNKNOWN} if it is not known; below {@code firstMissing} if none is
 * @param operations that the bad bytes name, as far as they can be read; the names may be altered too
 * @param keys that the bad bytes name, likewise
 */
public record Loss(
        long offset, long length, long firstMissing, long lastMissing, List<String> operations, List<String> keys) {
    /** Stands for a number that nothing tells. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    public Loss {
        operations = List.copyOf(operations);
        keys = List.copyOf(keys);
    }

    /** Whether records may be missing here. */
    public boolean isMissingRecords() {
        return firstMissing <= lastMissing;
    }

    /** Which records are missing, in words. */
    public String missing() {
        if (!isMissingRecords()) {
            return "no record is missing";
        }
        if (lastMissing == UNKNOWN) {
            return firstMissing == 0
                    ? "how many records are missing is not known"
                    : "record " + firstMissing + " and whatever followed it";
        }
        if (firstMissing == 0) {
            return "records up to " + lastMissing + ", if there were any";
        }
        return firstMissing == lastMissing
                ? "record " + firstMissing
                : "records " + firstMissing + " to " + lastMissing;
    }
}
