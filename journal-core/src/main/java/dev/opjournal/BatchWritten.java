package dev.opjournal;

import java.time.Duration;
import java.util.List;

/**
 * Entries that one write and one sync brought to the device.
 *
 * @param entries how many; at least 1. Lines that the journal writes for itself, such as its header, are not counted
 * @param bytes of their lines in the file
 * @param writeAndSync how long the device took. A file journal writes and syncs in one call, so this is one time; what it
 *     takes to set space aside is not in it
 * @param appends how long each call that wrote some of them took, from its begin until its entries were on the device and
 *     readers saw them; left out are those that were called before the journal had a listener
 */
public record BatchWritten(int entries, long bytes, Duration writeAndSync, List<Duration> appends) {
    public BatchWritten {
        appends = List.copyOf(appends);
    }
}
