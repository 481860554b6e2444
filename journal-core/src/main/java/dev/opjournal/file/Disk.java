package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The one seam between the journal and the disk. Production has one implementation, {@link LocalDisk}; tests have ones
 * that lose what was not synced, fail the n-th call or write short.
 *
 * <p>A thread's interrupt ends none of these calls.
 */
interface Disk {
    /** Opens an existing file for reading and durable writing. */
    DiskFile open(Path file) throws IOException;

    /** Opens an existing file for writing that is on the device after {@link DiskFile#sync} alone. */
    DiskFile openUnsynced(Path file) throws IOException;

    /** Opens an existing file for reading alone. */
    DiskFile openForReading(Path file) throws IOException;

    /** Creates a file that only its owner may read and write. Its name is durable after {@link #syncDirectory}. */
    DiskFile create(Path file) throws IOException;

    /** Gives a file a name atomically, in place of whatever had it. Durable after {@link #syncDirectory}. */
    void rename(Path from, Path to) throws IOException;

    /** Gives the content of a file a second name, by a link or by a synced copy. Durable after {@link #syncDirectory}. */
    void keepAs(Path file, Path second) throws IOException;

    void deleteIfExists(Path file) throws IOException;

    void syncDirectory(Path directory) throws IOException;

    /** How many bytes are free for this process beside the file. */
    long usableSpace(Path file) throws IOException;
}
