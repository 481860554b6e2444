package dev.opjournal.file;

import dev.opjournal.JournalOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the file that a path means, and refuses what can be no journal before anything is touched. */
final class JournalPath {
    private static final int MOST_LINKS = 40;

    private JournalPath() {}

    /**
     * The path with symbolic links resolved, also of a link whose file does not exist yet. The system alone says what
     * {@code ..} means: behind a link it is the parent of what the link points to, not what a look at the text tells.
     */
    static Path resolve(Path path, boolean createParent, Disk disk) throws IOException {
        Path absolute = path.toAbsolutePath();
        for (int i = 0; Files.isSymbolicLink(absolute); i++) {
            if (i == MOST_LINKS) {
                throw new JournalOpenException(
                        path, "its symbolic links go in a circle.", "Mend the links, or name the file itself.", null);
            }
            absolute = absolute.resolveSibling(Files.readSymbolicLink(absolute));
        }
        Path parent = absolute.getParent();
        if (parent == null || Files.isDirectory(absolute)) {
            throw new JournalOpenException(
                    path, "it is a directory.", "Set the path to a file in it, such as operations.journal.", null);
        }
        ensureParent(path, parent, createParent, disk);
        Path real = parent.toRealPath().resolve(absolute.getFileName());
        if (Files.exists(real, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new JournalOpenException(
                    path, "it is no regular file.", "Set the path to a file on a local disk.", null);
        }
        return real;
    }

    private static void ensureParent(Path path, Path parent, boolean create, Disk disk) throws IOException {
        if (Files.isDirectory(parent)) {
            return;
        }
        if (Files.exists(parent)) {
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
        List<Path> missing = new ArrayList<>();
        for (Path directory = parent;
                directory != null && !Files.exists(directory);
                directory = directory.getParent()) {
            missing.add(directory);
        }
        Files.createDirectories(parent);
        for (Path directory : missing) {
            Path holder = directory.getParent();
            if (holder != null) {
                disk.syncDirectory(holder);
            }
        }
    }

    /** Files beside a missing journal that tell it was there before. */
    static List<Path> remainsOf(Path journal) throws IOException {
        String name = journal.getFileName().toString();
        Path parent = journal.getParent();
        if (parent == null) {
            return List.of();
        }
        try (Stream<Path> beside = Files.list(parent)) {
            return beside.filter(file -> {
                        String other = file.getFileName().toString();
                        return other.startsWith(name + ".go-")
                                || other.equals(Compaction.fileBeside(journal)
                                        .getFileName()
                                        .toString());
                    })
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
