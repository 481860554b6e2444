package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk, for tests that change one thing about it. */
class ForwardingDisk implements Disk {
    private final Disk disk = new LocalDisk();

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
    public long usableSpace(Path file) throws IOException {
        return disk.usableSpace(file);
    }
}
