package dev.opjournal.test;

import dev.opjournal.JournalLockedException;
import dev.opjournal.file.Disk;
import dev.opjournal.file.DiskFile;
import dev.opjournal.file.DiskLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A disk in memory that keeps its word and nothing more: at a crash, bytes that were not synced are lost, or arrive in part, by
 * sectors of 512 bytes and in any order, and so do names whose directory was not synced.
 *
 * <p>{@link #afterCrash} tells what another machine would find on the device if the power went now. It may be asked at any time,
 * also in a {@linkplain #onChange hook}, and any number of times; this disk goes on. {@link #cutPower} ends it.
 *
 * <p>Thread-safe. Locks are those of this disk alone, and end with the power.
 */
public final class StrictDisk implements Disk {
    private final ReentrantLock turn = new ReentrantLock();

    /** All below are guarded by the turn. */
    private final Medium medium;

    private final Map<Path, String> locks = new HashMap<>();
    private Consumer<DiskChange> hook = change -> {};
    private long capacity = Long.MAX_VALUE;
    private boolean powerIsCut;

    private StrictDisk(Medium medium) {
        this.medium = medium;
    }

    /** An empty disk with one directory. */
    public static StrictDisk with(Path directory) {
        Medium medium = new Medium();
        medium.given(normal(directory));
        return new StrictDisk(medium);
    }

    /**
     * What is on the device if the power goes now, as a disk of its own. This one goes on.
     *
     * @param survival asked for whatever is not synced
     */
    public StrictDisk afterCrash(Survival survival) {
        return locked(() -> new StrictDisk(medium.afterCrash(survival)));
    }

    /** From now on every call fails, on open files too. What runs on this disk gets nothing done any more. */
    public void cutPower() {
        locked(() -> powerIsCut = true);
    }

    /**
     * Calls a hook at each change, from now on and in place of any before: once when the change has begun, where {@link #afterCrash}
     * answers with any part of it, and once when it is done. Nothing else happens on the disk while the hook runs, on the thread
     * that makes the change. What the hook throws is what the call throws, an {@link UncheckedIOException} as its cause.
     *
     * <p>A write or a sync whose beginning the hook fails is one that the device has failed: readers see what was written, the
     * device may have it or not, and no later sync brings it there. Any other change is there for readers, and unsynced.
     */
    public void onChange(Consumer<DiskChange> newHook) {
        locked(() -> hook = newHook);
    }

    /** From now on all files together have room for so many bytes, as they are read. */
    public void limitTo(long bytes) {
        locked(() -> capacity = bytes);
    }

    /** Puts a file on the device, with its content and its name, in place of any before. What else is unsynced stays so. */
    public void put(Path file, byte[] content) throws IOException {
        Inode inode = new Inode();
        inode.write(0, content, 0, content.length);
        inode.sync();
        turn.lock();
        try {
            medium.put(normal(file), inode);
        } finally {
            turn.unlock();
        }
    }

    /** The content of a file, as a reader sees it. */
    public byte[] contentOf(Path file) throws IOException {
        turn.lock();
        try {
            Inode inode = medium.file(normal(file));
            byte[] content = new byte[Math.toIntExact(inode.size())];
            int unused = inode.read(0, content, 0, content.length);
            return content;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return open(file, StrictFile.Mode.SYNCED);
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return open(file, StrictFile.Mode.UNSYNCED);
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return open(file, StrictFile.Mode.READING);
    }

    private DiskFile open(Path file, StrictFile.Mode mode) throws IOException {
        return powered(() -> new StrictFile(this, normal(file), medium.file(normal(file)), mode));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        change(DiskChange.Kind.CREATE, file, () -> medium.create(normal(file)));
        return open(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change(DiskChange.Kind.RENAME, to, () -> medium.rename(normal(from), normal(to)));
    }

    @Override
    public void keepAs(Path file, Path second) throws IOException {
        change(DiskChange.Kind.LINK, second, () -> medium.link(normal(file), normal(second)));
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        if (kindOf(file) != Kind.MISSING) {
            change(DiskChange.Kind.DELETE, file, () -> medium.delete(normal(file)));
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        change(DiskChange.Kind.CREATE_DIRECTORY, directory, () -> medium.createDirectory(normal(directory)));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        Part sync = () -> medium.syncDirectory(normal(directory));
        change(DiskChange.Kind.SYNC_DIRECTORY, directory, () -> {}, sync, () -> {});
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return powered(() -> medium.list(normal(directory)));
    }

    @Override
    public Kind kindOf(Path path) throws IOException {
        return powered(() -> {
            if (medium.isDirectory(normal(path))) {
                return Kind.DIRECTORY;
            }
            return medium.isFile(normal(path)) ? Kind.FILE : Kind.MISSING;
        });
    }

    /** There are no links. */
    @Override
    public Path followLinks(Path path) {
        return path;
    }

    @Override
    public Path realDirectory(Path directory) {
        return normal(directory);
    }

    /** Counts the changes of a file, one millisecond for each. */
    @Override
    public FileTime lastModified(Path file) throws IOException {
        return powered(() -> FileTime.fromMillis(medium.file(normal(file)).modified()));
    }

    @Override
    public long usableSpace(Path file) throws IOException {
        return powered(this::room);
    }

    @Override
    public DiskLock lock(Path journal, Path lockFile, Instant now) throws IOException {
        turn.lock();
        try {
            Path path = normal(lockFile);
            boolean created = kindOf(path) == Kind.MISSING;
            String holder = locks.get(path);
            if (holder != null) {
                throw new JournalLockedException(journal, holder);
            }
            if (created) {
                change(DiskChange.Kind.CREATE, path, () -> medium.create(path));
            }
            // Behind the change, which may fail: nobody would let go of it then.
            locks.put(path, "this process since " + now);
            return new Held(path, created);
        } finally {
            turn.unlock();
        }
    }

    private final class Held implements DiskLock {
        private final Path path;
        private final boolean createdNow;

        Held(Path path, boolean createdNow) {
            this.path = path;
            this.createdNow = createdNow;
        }

        @Override
        public boolean createdNow() {
            return createdNow;
        }

        @Override
        public void close() {
            locked(() -> locks.remove(path));
        }
    }

    @Override
    public Optional<String> holderOf(Path journal, Path lockFile) throws IOException {
        return powered(() -> Optional.ofNullable(locks.get(normal(lockFile))));
    }

    /** How many bytes the files may grow by. */
    long room() {
        return capacity - Math.min(capacity, medium.used());
    }

    /** A call that the power may end. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** A part of a change. */
    @FunctionalInterface
    interface Part {
        void run() throws IOException;
    }

    <T> T powered(Call<T> call) throws IOException {
        turn.lock();
        try {
            ensurePower();
            return call.run();
        } finally {
            turn.unlock();
        }
    }

    private void change(DiskChange.Kind kind, Path file, Part part) throws IOException {
        change(kind, file, part, () -> {}, () -> {});
    }

    /**
     * Makes a change.
     *
     * @param begin what a crash may leave any part of
     * @param end makes sure of it
     * @param failed in place of the end, if the device fails
     */
    void change(DiskChange.Kind kind, Path file, Part begin, Part end, Runnable failed) throws IOException {
        turn.lock();
        try {
            ensurePower();
            begin.run();
            try {
                tell(new DiskChange(kind, file, false));
            } catch (IOException | RuntimeException | Error e) {
                failed.run();
                throw e;
            }
            ensurePower();
            end.run();
            tell(new DiskChange(kind, file, true));
            ensurePower();
        } finally {
            turn.unlock();
        }
    }

    private void tell(DiskChange change) throws IOException {
        try {
            hook.accept(change);
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private void ensurePower() throws IOException {
        if (powerIsCut) {
            throw new IOException("The power of this disk is cut");
        }
    }

    private <T> T locked(Supplier<T> work) {
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
