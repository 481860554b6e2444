package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where the stores' files are, for as long as they are measured. On a disk: memory needs no syncs. */
final class DataDirectory implements AutoCloseable {
    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    private final Path root;

    DataDirectory(Path parent) throws IOException {
        Files.createDirectories(parent);
        String type = Files.getFileStore(parent).type();
        if (MEMORY.contains(type)) {
            throw new IOException(
                    parent + " is on " + type + ", which has no disk to sync to; give --data a directory on a disk");
        }
        root = Files.createTempDirectory(parent.toAbsolutePath(), "run");
    }

    Path create(String name) throws IOException {
        return Files.createTempDirectory(root, name);
    }

    static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(directory)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }
}
