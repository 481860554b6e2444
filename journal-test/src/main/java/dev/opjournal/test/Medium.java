package dev.opjournal.test;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files, their names and directories, as a reader sees them, and which of the names the device may not have yet. */
final class Medium {
    /** A change of names, which survives whole or not at all: each name with the file that it stands for then, or with null. */
    private record Renaming(Path directory, Map<Path, @Nullable Inode> names) {
        Renaming without(Path file) {
            Map<Path, @Nullable Inode> others = new HashMap<>(names);
            others.remove(file);
            return new Renaming(directory, others);
        }
    }

    private final Map<Path, Inode> names = new LinkedHashMap<>();
    private final Set<Path> directories = new LinkedHashSet<>();

    /** Before the changes that are not synced. */
    private final Map<Path, Inode> syncedNames = new LinkedHashMap<>();

    private final Set<Path> syncedDirectories = new HashSet<>();

    private final List<Renaming> unsynced = new ArrayList<>();

    /** A directory that was always there. */
    void given(Path directory) {
        directories.add(directory);
        syncedDirectories.add(directory);
    }

    boolean isDirectory(Path path) {
        return directories.contains(path);
    }

    boolean isFile(Path path) {
        return names.containsKey(path);
    }

    Inode file(Path path) throws NoSuchFileException {
        Inode inode = names.get(path);
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        return inode;
    }

    List<Path> list(Path directory) {
        List<Path> inside = new ArrayList<>();
        for (Set<Path> paths : List.of(names.keySet(), directories)) {
            paths.stream().filter(path -> directory.equals(path.getParent())).forEach(inside::add);
        }
        return inside;
    }

    /** All bytes of all files, as a reader sees them. */
    long used() {
        return new HashSet<>(names.values()).stream().mapToLong(Inode::size).sum();
    }

    /** Has a name stand for a file on the device too, whatever was unsynced of that name. */
    void put(Path file, Inode inode) throws NoSuchFileException, FileAlreadyExistsException {
        names.remove(file);
        ensureFree(file);
        names.put(file, inode);
        syncedNames.put(file, inode);
        unsynced.replaceAll(renaming -> renaming.without(file));
        unsynced.removeIf(renaming -> renaming.names().isEmpty());
    }

    void create(Path file) throws NoSuchFileException, FileAlreadyExistsException {
        name(file, new Inode());
    }

    void link(Path file, Path second) throws NoSuchFileException, FileAlreadyExistsException {
        name(second, file(file));
    }

    private void name(Path file, Inode inode) throws NoSuchFileException, FileAlreadyExistsException {
        ensureFree(file);
        rename(file, Map.of(file, inode));
    }

    private void ensureFree(Path path) throws NoSuchFileException, FileAlreadyExistsException {
        if (isFile(path) || isDirectory(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (!isDirectory(parent(path))) {
            throw new NoSuchFileException(path.toString());
        }
    }

    void rename(Path from, Path to) throws NoSuchFileException {
        Map<Path, @Nullable Inode> changed = new HashMap<>();
        changed.put(to, file(from));
        changed.put(from, null);
        rename(to, changed);
    }

    void delete(Path file) {
        if (isFile(file)) {
            Map<Path, @Nullable Inode> gone = new HashMap<>();
            gone.put(file, null);
            rename(file, gone);
        }
    }

    private void rename(Path file, Map<Path, @Nullable Inode> changed) {
        Renaming renaming = new Renaming(parent(file), changed);
        unsynced.add(renaming);
        apply(renaming, names);
    }

    private static void apply(Renaming renaming, Map<Path, Inode> names) {
        renaming.names().forEach((path, inode) -> {
            if (inode == null) {
                names.remove(path);
            } else {
                names.put(path, inode);
            }
        });
    }

    void createDirectory(Path directory) throws NoSuchFileException, FileAlreadyExistsException {
        ensureFree(directory);
        directories.add(directory);
    }

    void syncDirectory(Path directory) throws NoSuchFileException {
        if (!isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        List<Renaming> synced = unsynced.stream()
                .filter(renaming -> renaming.directory().equals(directory))
                .toList();
        synced.forEach(renaming -> apply(renaming, syncedNames));
        unsynced.removeAll(synced);
        directories.stream()
                .filter(inside -> directory.equals(inside.getParent()))
                .forEach(syncedDirectories::add);
    }

    /** What is on the device after a crash. All of it is synced. */
    Medium afterCrash(Survival survival) {
        Medium left = new Medium();
        directories.stream()
                .sorted(Comparator.comparingInt(Path::getNameCount))
                .filter(directory -> syncedDirectories.contains(directory) || survival.pick(2) == 1)
                .filter(directory -> left.isDirectory(parent(directory)) || !isDirectory(parent(directory)))
                .forEach(left::given);
        Map<Path, Inode> surviving = new LinkedHashMap<>(syncedNames);
        unsynced.stream().filter(renaming -> survival.pick(2) == 1).forEach(renaming -> apply(renaming, surviving));
        Map<Inode, Inode> contents = new HashMap<>();
        surviving.forEach((path, inode) -> {
            if (left.isDirectory(parent(path))) {
                left.names.put(path, contents.computeIfAbsent(inode, one -> one.afterCrash(survival)));
            }
        });
        left.syncedNames.putAll(left.names);
        return left;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no directory");
        }
        return parent;
    }
}
