package dev.opjournal.file;

import dev.opjournal.JournalLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one seam between the journal and the disk: whatever a journal does to files, it does through this. In production there
 * is one implementation, the disk of the machine, and nobody needs to name it. It is public so that tests can put another in
 * its place by {@link FileJournal#open(Path, FileJournalOptions, Disk)}: module {@code journal-test} has one in memory that loses
 * at a crash what was not synced.
 *
 * <p>A thread's interrupt ends none of these calls. Thread-safe. Methods may be added in any release.
 */
public interface Disk {
    /** What a name stands for. */
    enum Kind {
        MISSING,
        FILE,
        DIRECTORY,
        OTHER
    }

    /** Opens an existing file for reading and durable writing. */
    DiskFile open(Path file) throws IOException;

    /** Opens an existing file for writing that is on the device after {@link DiskFile#sync} alone. */
    DiskFile openUnsynced(Path file) throws IOException;

    /** Opens an existing file for reading alone. */
    DiskFile openForReading(Path file) throws IOException;

    /**
     * Creates a file that only its owner may read and write. Its name is durable after {@link #syncDirectory}.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    DiskFile create(Path file) throws IOException;

    /** Gives a file a name atomically, in place of whatever had it. Durable after {@link #syncDirectory}. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Gives the content of a file a second name, by a link or by a synced copy. Durable after {@link #syncDirectory}.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    void keepAs(Path file, Path second) throws IOException;

    /** Durable after {@link #syncDirectory}. */
    void deleteIfExists(Path file) throws IOException;

    /** Brings the names in a directory to the device. */
    void syncDirectory(Path directory) throws IOException;

    /** Creates one directory. Its name is durable after {@link #syncDirectory} of the directory that holds it. */
    void createDirectory(Path directory) throws IOException;

    /** All that has a name in a directory, in any order; none if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /**
     * What a name stands for; symbolic links are followed.
     *
     * @throws IOException if the disk gives no answer, which does not mean that there is nothing
     */
    Kind kindOf(Path path) throws IOException;

    /**
     * Follows the symbolic links of the last name in a path, as the system does: behind a link {@code ..} is the parent of what
     * the link points to. What the last link points to need not exist.
     *
     * @param path absolute
     * @throws java.nio.file.FileSystemLoopException if the links go in a circle
     */
    Path followLinks(Path path) throws IOException;

    /** An existing directory with all symbolic links resolved. */
    Path realDirectory(Path directory) throws IOException;

    FileTime lastModified(Path file) throws IOException;

    /** How many bytes are free for this process beside the file. */
    long usableSpace(Path file) throws IOException;

    /**
     * Takes the lock of a journal at once or not at all. A missing lock file is created, readable by its owner alone.
     *
     * @param journal with symbolic links resolved
     * @param lockFile beside it
     * @param now for whoever asks since when it is held
     * @throws JournalLockedException if another opening holds it, in this process or another
     */
    DiskLock lock(Path journal, Path lockFile, Instant now) throws IOException;

    /**
     * Tells who holds the lock of a journal, without taking it for longer than the look.
     *
     * @param journal with symbolic links resolved
     * @param lockFile beside it; if there is none, nobody holds it
     * @return for people
     */
    Optional<String> holderOf(Path journal, Path lockFile) throws IOException;
}
