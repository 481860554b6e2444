package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The local disk, with a hook before and behind each write, that remembers what was written. Thread-safe. */
final class HookedDisk implements Disk {
    /** One call that writes and syncs. */
    record Write(Path file, long at, String text) {
        /** The lines in it; none if it sets space aside. */
        List<String> lines() {
            return text.isBlank() ? List.of() : text.lines().toList();
        }
    }

    /** What is to happen around a write, on the thread that writes. */
    @FunctionalInterface
    interface Hook {
        void on(Write write) throws IOException;
    }

    private final Disk disk = new LocalDisk();
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private volatile Hook before = write -> {};
    private volatile Hook behind = write -> {};

    /** The bytes are not yet in the file. */
    void beforeEachWrite(Hook hook) {
        before = hook;
    }

    /** The bytes are on the device, but the journal does not know it yet. */
    void behindEachWrite(Hook hook) {
        behind = hook;
    }

    /** The writes that carried lines, in their order, since the last {@link #forget}. */
    List<Write> writesOfLines() {
        return writes.stream().filter(write -> !write.lines().isEmpty()).toList();
    }

    void forget() {
        writes.clear();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new HookedFile(file, disk.open(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return disk.openForReading(file);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new HookedFile(file, disk.create(file));
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

    private final class HookedFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        HookedFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            Write write = new Write(path, at, new String(bytes, from, length, StandardCharsets.UTF_8));
            before.on(write);
            file.write(at, bytes, from, length);
            writes.add(write);
            behind.on(write);
        }

        @Override
        public int read(long at, byte[] into, int from, int length) throws IOException {
            return file.read(at, into, from, length);
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
