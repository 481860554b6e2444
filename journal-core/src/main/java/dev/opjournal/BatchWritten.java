package dev.opjournal;

import java.time.Duration;

/**
 * Entries that one write and one sync brought to the device.
 *
 * @param entries how many; at least 1. Lines that the journal writes for itself, such as its header, are not counted
 * @param bytes of their lines in the file
 * @param writeAndSync how long the device took. A file journal writes and syncs in one call, so this is one time; what it
 *     takes to set space aside is not in it
 */
public record BatchWritten(int entries, long bytes, Duration writeAndSync) {}
