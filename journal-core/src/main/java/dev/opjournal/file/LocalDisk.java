package dev.opjournal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of this machine. Files are {@link RandomAccessFile}s: an interrupt closes a {@code FileChannel} under
 * everyone who uses it, but does not reach these. Mode {@code rwd} opens with O_DSYNC, so that one write call is also the
 * sync, whatever its size.
 */
final class LocalDisk implements Disk {
    private static final Logger log = LoggerFactory.getLogger(LocalDisk.class);

    @Override
    public DiskFile open(Path file) throws IOException {
        return new LocalFile(file, "rwd");
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return new LocalFile(file, "rw");
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new LocalFile(file, "r");
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        createOwned(file);
        return open(file);
    }

    /** The mode is given at creation, so that there is no moment in which others could open the file. */
    static void createOwned(Path file) throws IOException {
        FileAttribute<?>[] attributes =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void keepAs(Path file, Path second) throws IOException {
        try {
            Files.createLink(second, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException noLinksHere) {
            copy(file, second);
        }
    }

    private void copy(Path file, Path second) throws IOException {
        try (DiskFile from = openForReading(file);
                DiskFile to = create(second)) {
            FileCopy.copy(from, 0, to);
        }
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (isWindows()) {
            log.debug("Directories cannot be synced on Windows; a new file may lose its name in a power cut.");
            return;
        }
        // An interrupt would close the channel, and a swap of files runs in whichever thread leads the batch.
        Uninterrupted.run("opjournal-sync", () -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        });
    }

    @Override
    public long usableSpace(Path file) throws IOException {
        return Files.getFileStore(file).getUsableSpace();
    }

    static void warnUnlessDurable() {
        String system = System.getProperty("os.name", "");
        if (!system.startsWith("Linux")) {
            log.warn(
                    "On {} a sync may not reach the medium, and directories cannot always be synced: the journal works here"
                            + " for development, but a power cut may lose acknowledged entries",
                    system);
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    private static final class LocalFile implements DiskFile {
        private final RandomAccessFile file;

        LocalFile(Path path, String mode) throws IOException {
            this.file = new RandomAccessFile(path.toFile(), mode);
        }

        @Override
        public int read(long at, byte[] into, int from, int length) throws IOException {
            file.seek(at);
            return file.read(into, from, length);
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            file.seek(at);
            file.write(bytes, from, length);
        }

        @Override
        public void sync() throws IOException {
            file.getFD().sync();
        }

        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.setLength(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
