package dev.opjournal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of this machine. Files are {@link RandomAccessFile}s: an interrupt closes a {@code FileChannel} under
 * everyone who uses it, but does not reach these. Mode {@code rwd} opens with O_DSYNC, so that one write call is also the
 * sync, whatever its size.
 */
final class LocalDisk implements Disk {
    private static final Logger log = LoggerFactory.getLogger(LocalDisk.class);
    private static final int MOST_LINKS = 40;

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
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            return names.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    @Override
    public Kind kindOf(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return Kind.MISSING;
        }
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
    }

    @Override
    public Path followLinks(Path path) throws IOException {
        Path followed = path;
        for (int i = 0; Files.isSymbolicLink(followed); i++) {
            if (i == MOST_LINKS) {
                throw new FileSystemLoopException(path.toString());
            }
            followed = followed.resolveSibling(Files.readSymbolicLink(followed));
        }
        return followed;
    }

    @Override
    public Path realDirectory(Path directory) throws IOException {
        return directory.toRealPath();
    }

    @Override
    public FileTime lastModified(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    @Override
    public DiskLock lock(Path journal, Path lockFile, Instant now) throws IOException {
        return LocalLock.acquire(journal, lockFile, now);
    }

    @Override
    public Optional<String> holderOf(Path journal, Path lockFile) throws IOException {
        return LocalLock.holderOf(journal, lockFile);
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
