package dev.opjournal.reliability;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An ext4 file system in an image file, by a loop device that lives as long as each mount. What is in the image is what ext4 has handed
 * to its device: the page cache, with all that was not synced, belongs to the mount and ends with it.
 */
public final class LoopDisk implements AutoCloseable {
    private final Path image;
    private final MountPoint point;

    private LoopDisk(Path image, MountPoint point) {
        this.image = image;
        this.point = point;
    }

    /** A sparse image of so many bytes in the given directory; nothing is on it yet. */
    public static LoopDisk create(Path directory, long bytes) throws IOException {
        Path image = Files.createTempFile(directory, "opjournal-", ".img");
        image.toFile().deleteOnExit();
        LoopDisk disk = new LoopDisk(image, MountPoint.create());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return disk;
    }

    /** Makes an empty file system, all of whose blocks any user may fill. */
    public void format(String... options) {
        List<String> command = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F", "-m", "0"));
        command.addAll(List.of(options));
        command.add(image.toString());
        Commands.run(command.toArray(String[]::new));
    }

    /** Gives each block of the image its place, also where it holds nothing yet. Not while it is mounted. */
    void allocate() throws IOException {
        Files.write(image, Files.readAllBytes(image));
    }

    /** Gives back what the image has for blocks that the file system does not use. */
    void trim() {
        Commands.run("fstrim", root().toString());
    }

    public Path image() {
        return image;
    }

    public Path root() {
        return point.directory();
    }

    public void mount(String options) {
        point.mount(withLoop(options));
    }

    Commands.Result tryToMount(String options) {
        return point.tryToMount(withLoop(options));
    }

    private String[] withLoop(String options) {
        return new String[] {"-t", "ext4", "-o", "loop," + options, image.toString()};
    }

    /** Fails if a file is still open on it. */
    public void unmount() {
        point.unmount();
    }

    @Override
    public void close() {
        point.close();
        image.toFile().delete();
    }
}
