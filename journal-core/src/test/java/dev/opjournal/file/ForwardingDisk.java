package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Another disk, the real one unless told, for tests that change one thing about it. */
class ForwardingDisk implements Disk {
    private final Disk disk;

    ForwardingDisk() {
        this(new LocalDisk());
    }

    ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** Holds the lock of a journal as an opening does. */
    static DiskLock lockOf(Path journal) throws IOException {
        return new LocalDisk().lock(journal, JournalPath.lockOf(journal), Instant.EPOCH);
    }

    static Optional<String> holderOf(Path journal) throws IOException {
        return new LocalDisk().holderOf(journal, JournalPath.lockOf(journal));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return disk.openUnsynced(file);
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return disk.openForReading(file);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return disk.create(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void keepAs(Path file, Path second) throws IOException {
        disk.keepAs(file, second);
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        disk.deleteIfExists(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public Kind kindOf(Path path) throws IOException {
        return disk.kindOf(path);
    }

    @Override
    public Path followLinks(Path path) throws IOException {
        return disk.followLinks(path);
    }

    @Override
    public Path realDirectory(Path directory) throws IOException {
        return disk.realDirectory(directory);
    }

    @Override
    public FileTime lastModified(Path file) throws IOException {
        return disk.lastModified(file);
    }

    @Override
    public DiskLock lock(Path journal, Path lockFile, Instant now) throws IOException {
        return disk.lock(journal, lockFile, now);
    }

    @Override
    public Optional<String> holderOf(Path journal, Path lockFile) throws IOException {
        return disk.holderOf(journal, lockFile);
    }

    @Override
    public long usableSpace(Path file) throws IOException {
        return disk.usableSpace(file);
    }
}
