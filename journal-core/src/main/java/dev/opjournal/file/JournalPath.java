package dev.opjournal.file;

import dev.opjournal.JournalOpenException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the file that a path means, and refuses what can be no journal before anything is touched. */
final class JournalPath {
    private static final Logger log = LoggerFactory.getLogger(JournalPath.class);

    private JournalPath() {}

    /**
     * The path with symbolic links resolved, also of a link whose file does not exist yet. The system alone says what
     * {@code ..} means: behind a link it is the parent of what the link points to, not what a look at the text tells.
     */
    static Path resolve(Path path, boolean createParent, Disk disk) throws IOException {
        Path absolute = followed(path, disk);
        Path parent = absolute.getParent();
        if (parent == null) {
            throw isDirectory(path);
        }
        ensureParent(path, parent, createParent, disk);
        Path real = disk.realDirectory(parent).resolve(absolute.getFileName());
        return switch (disk.kindOf(real)) {
            case DIRECTORY -> throw isDirectory(path);
            case OTHER ->
                throw new JournalOpenException(
                        path, "it is no regular file.", "Set the path to a file on a local disk.", null);
            case FILE, MISSING -> real;
        };
    }

    private static JournalOpenException isDirectory(Path path) {
        return new JournalOpenException(
                path, "it is a directory.", "Set the path to a file in it, such as operations.journal.", null);
    }

    private static Path followed(Path path, Disk disk) throws IOException {
        try {
            return disk.followLinks(path.toAbsolutePath());
        } catch (FileSystemLoopException e) {
            throw new JournalOpenException(
                    path, "its symbolic links go in a circle.", "Mend the links, or name the file itself.", e);
        }
    }

    private static void ensureParent(Path path, Path parent, boolean create, Disk disk) throws IOException {
        Disk.Kind kind = disk.kindOf(parent);
        if (kind == Disk.Kind.DIRECTORY) {
            if (create) {
                syncNameOf(parent, disk);
            }
            return;
        }
        if (kind != Disk.Kind.MISSING) {
            throw new JournalOpenException(
                    path, parent + " is no directory.", "Set the path to a file in a directory.", null);
        }
        if (!create) {
            throw new JournalOpenException(
                    path,
                    "its directory " + parent + " does not exist.",
                    "Create the directory, or mount the volume that holds it; an unmounted volume must not look like an"
                            + " empty journal. To have it created, set create-parent (journal.create-parent=true).",
                    null);
        }
        createDirectories(parent, disk);
    }

    /** It may be there because of an opening that created it and was cut off before its name was on the device. */
    private static void syncNameOf(Path directory, Disk disk) throws IOException {
        Path holder = disk.realDirectory(directory).getParent();
        if (holder != null) {
            try {
                disk.syncDirectory(holder);
            } catch (AccessDeniedException e) {
                log.debug("{} cannot be read, and so was not made by this user", holder, e);
            }
        }
    }

    private static void createDirectories(Path parent, Disk disk) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path directory = parent;
                directory != null && disk.kindOf(directory) == Disk.Kind.MISSING;
                directory = directory.getParent()) {
            missing.push(directory);
        }
        Path there = missing.getFirst().getParent();
        if (there != null) {
            syncNameOf(there, disk);
        }
        for (Path directory : missing) {
            createDirectory(directory, disk);
        }
    }

    /** Another process may do the same. */
    private static void createDirectory(Path directory, Disk disk) throws IOException {
        try {
            disk.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (disk.kindOf(directory) != Disk.Kind.DIRECTORY) {
                throw e;
            }
        }
        Path holder = directory.getParent();
        if (holder != null) {
            disk.syncDirectory(holder);
        }
    }

    /** Where the lock of a journal is, beside it. */
    static Path lockOf(Path journal) {
        return journal.resolveSibling(journal.getFileName() + ".lock");
    }

    /** Files beside a missing journal that tell it was there before. */
    static List<Path> remainsOf(Path journal, Disk disk) throws IOException {
        Path parent = journal.getParent();
        if (parent == null) {
            return List.of();
        }
        String original = journal.getFileName() + ".go-";
        Path compacting = Compaction.fileBeside(journal).getFileName();
        return disk.list(parent).stream()
                .filter(file -> file.getFileName().toString().startsWith(original) || file.endsWith(compacting))
                .sorted()
                .toList();
    }
}
