package dev.opjournal.test;

import dev.opjournal.file.DiskFile;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** An open file of a {@link StrictDisk}. It stays the same file when its name goes to another. */
final class StrictFile implements DiskFile {
    /** What writes come to. */
    enum Mode {
        READING,
        SYNCED,
        UNSYNCED
    }

    private final StrictDisk disk;
    private final Path path;
    private final Inode inode;
    private final Mode mode;
    private boolean closed;

    StrictFile(StrictDisk disk, Path path, Inode inode, Mode mode) {
        this.disk = disk;
        this.path = path;
        this.inode = inode;
        this.mode = mode;
    }

    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        ensureOpen();
        return disk.powered(() -> inode.read(at, into, from, length));
    }

    @Override
    public void write(long at, byte[] bytes, int from, int length) throws IOException {
        ensureWritable();
        boolean synced = mode == Mode.SYNCED;
        disk.change(
                synced ? DiskChange.Kind.WRITE : DiskChange.Kind.WRITE_UNSYNCED,
                path,
                () -> writeWhatFits(at, bytes, from, length),
                () -> {
                    if (synced) {
                        inode.syncRange(at, length);
                    }
                },
                () -> {
                    if (synced) {
                        inode.failToSyncRange(at, length);
                    }
                });
    }

    /** As the system does: what still fits is written before the call fails. */
    private void writeWhatFits(long at, byte[] bytes, int from, int length) throws IOException {
        long fits = Math.max(0, inode.size() - at) + disk.room();
        inode.write(at, bytes, from, (int) Math.min(length, fits));
        if (fits < length) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public void sync() throws IOException {
        ensureOpen();
        disk.change(DiskChange.Kind.SYNC, path, () -> {}, inode::sync, inode::failToSync);
    }

    @Override
    public long size() throws IOException {
        ensureOpen();
        return disk.powered(inode::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        ensureWritable();
        disk.change(DiskChange.Kind.TRUNCATE, path, () -> inode.truncate(size), () -> {}, () -> {});
    }

    private void ensureWritable() throws IOException {
        ensureOpen();
        if (mode == Mode.READING) {
            throw new IOException(path + " is open for reading alone");
        }
    }

    private void ensureOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
