package dev.opjournal.file;

import dev.opjournal.OpState;

/**
 * What an opening needs to know of a line. Filled anew for each line, so that what is kept of it must be copied. Not
 * thread-safe.
 */
final class LineFacts {
    /** The fingerprint of the operation's id. */
    long operationHigh;

    long operationLow;

    /** Whether the line is one of the journal's own. */
    boolean own;

    /** Whether it is a closing line. */
    boolean closing;

    /** Whether with the line an idempotency key took effect: it has one, which an empty one is not, and has succeeded. */
    boolean appliesKey;

    /** The fingerprint of that key; nothing without one. */
    long keyHigh;

    long keyLow;

    /** Whether with the line a step of another operation begins, or is released before it has a task. */
    boolean stepBegins;

    /** The fingerprint of the id of that operation; nothing without one. */
    long parentHigh;

    long parentLow;

    OpState state = OpState.STARTED;

    /** When the entry was made, in seconds since 1970, rounded down; 0 for a line that does not say, as its entry does. */
    long atSeconds;

    /** The record number of its seal. */
    long number;

    /** The watermark of its seal. */
    long watermark;

    /** The checksum of its seal, which nobody has looked at yet. */
    int checksum;
}
