package dev.opjournal.test;

import java.nio.file.Path;

/**
 * A change to a {@link StrictDisk}.
 *
 * @param done whether the call is about to return; else it has begun
 */
public record DiskChange(Kind kind, Path file, boolean done) {
    /** What is changed. */
    public enum Kind {
        /** A write that is on the device when it is done. */
        WRITE,
        /** A write that a sync brings to the device. */
        WRITE_UNSYNCED,
        TRUNCATE,
        SYNC,
        CREATE,
        RENAME,
        LINK,
        DELETE,
        CREATE_DIRECTORY,
        SYNC_DIRECTORY
    }
}
