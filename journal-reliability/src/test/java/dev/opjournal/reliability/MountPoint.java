package dev.opjournal.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory with a name of its own on which file systems are mounted; nothing stays of it, however the test ends. */
public final class MountPoint implements AutoCloseable {
    private final Path directory;
    private final Thread atExit = new Thread(this::cleanUp, "opjournal-unmount");

    private MountPoint(Path directory) {
        this.directory = directory;
    }

    public static MountPoint create() throws IOException {
        MountPoint point = new MountPoint(Files.createTempDirectory("opjournal-mount-"));
        Runtime.getRuntime().addShutdownHook(point.atExit);
        return point;
    }

    /** A file system in memory, of so many bytes. */
    public static MountPoint inMemory(long bytes) throws IOException {
        MountPoint point = create();
        try {
            point.mount("-t", "tmpfs", "-o", "size=" + bytes + ",mode=700", "tmpfs");
            return point;
        } catch (RuntimeException | Error e) {
            point.close();
            throw e;
        }
    }

    public Path directory() {
        return directory;
    }

    void mount(String... what) {
        Commands.run(command(what));
    }

    Commands.Result tryToMount(String... what) {
        return Commands.attempt(command(what));
    }

    private String[] command(String... what) {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(what));
        command.add(directory.toString());
        return command.toArray(String[]::new);
    }

    /** Fails if a file is still open on it. */
    public void unmount() {
        Commands.run("umount", directory.toString());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        cleanUp();
    }

    /** Lazily: whoever may still have a file open there is about to end, and the kernel does the rest then. */
    private void cleanUp() {
        while (Commands.attempt("umount", "-l", directory.toString()).exit() == 0) {
            continue;
        }
        directory.toFile().delete();
    }
}
