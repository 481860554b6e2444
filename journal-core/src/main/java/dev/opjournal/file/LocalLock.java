package dev.opjournal.file;

import dev.opjournal.JournalLockedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a journal: a {@code .lock} file beside it, which is never deleted and tells who holds it ({@link
 * LocalLockHolder}). The system drops the lock when the holder dies, however it dies.
 *
 * <p>On Linux closing <em>any</em> channel on a locked file drops the lock of the whole process. So the file is opened once
 * in a process: a registry that all class loaders share is asked first. It is the system properties, with one text for each
 * open journal, since they may hold nothing but texts.
 */
final class LocalLock implements DiskLock {
    private static final String REGISTRY_PREFIX = "dev.opjournal.open:";

    /** What the registry says while somebody only looks who holds a journal. */
    private static final String LOOK = "a look at the lock by ";

    /** A look takes microseconds, and an opening outwaits it: nobody is refused for being looked at. */
    private static final int MOST_LOOKS_HERE = 200;

    /** So often an opening tries, in case that another process only looks. */
    private static final int LEAST_TRIES = 20;

    /**
     * So often the lock is tried while it is held and nobody has said yet by whom. Fewer than {@link #MOST_LOOKS_HERE}, since a look does
     * so too; and a holder in another container of the same host name says it in vain.
     */
    private static final int MOST_TRIES = 100;

    private static final long LOOK_NANOS = 1_000_000;

    /**
     * Keeps the files open of journals that somebody forgot to close: the collector would close them, and with a file its lock
     * and its identity are gone, while the registry still tells of them.
     */
    private static final Set<LocalLock> HELD = ConcurrentHashMap.newKeySet();

    private final Set<String> keys;
    private final String holder;
    private final RandomAccessFile file;
    private final boolean createdNow;

    private LocalLock(Set<String> keys, String holder, RandomAccessFile file, boolean createdNow) {
        this.keys = keys;
        this.holder = holder;
        this.file = file;
        this.createdNow = createdNow;
    }

    /** As {@link Disk#lock}. */
    static LocalLock acquire(Path journal, Path path, Instant now) throws IOException {
        String holder = LocalLockHolder.here(now);
        Set<String> keys = new HashSet<>();
        try {
            register(journal, journal.toString(), holder, keys);
            boolean created = create(path);
            register(journal, identity(path), holder, keys);
            LocalLock held = new LocalLock(keys, holder, lock(journal, path, holder), created);
            HELD.add(held);
            return held;
        } catch (IOException | RuntimeException | Error e) {
            unregister(keys, holder);
            throw e;
        }
    }

    /** As {@link Disk#holderOf}. */
    static Optional<String> holderOf(Path journal, Path path) throws IOException {
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        String look = LOOK + Thread.currentThread().getId();
        Set<String> keys = new HashSet<>();
        try {
            register(journal, identity(path), look, keys);
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
                // Shared, since looking needs no right to write; the channel's end is the lock's.
                return tryLock(file, true, 1) == null ? Optional.of(LocalLockHolder.read(file)) : Optional.empty();
            }
        } catch (JournalLockedException held) {
            return Optional.of(held.holder());
        } finally {
            unregister(keys, look);
        }
    }

    private static void register(Path journal, String key, String holder, Set<String> keys) {
        Object other = System.getProperties().putIfAbsent(REGISTRY_PREFIX + key, holder);
        for (int i = 0; i < MOST_LOOKS_HERE && other instanceof String text && text.startsWith(LOOK); i++) {
            LockSupport.parkNanos(LOOK_NANOS);
            other = System.getProperties().putIfAbsent(REGISTRY_PREFIX + key, holder);
        }
        if (other != null) {
            throw new JournalLockedException(journal, "this process (" + other + ")");
        }
        keys.add(key);
    }

    private static void unregister(Set<String> keys, String holder) {
        keys.forEach(key -> System.getProperties().remove(REGISTRY_PREFIX + key, holder));
    }

    /** What the lock file is, whatever its name: a directory may be mounted twice, and a file may have two names. */
    private static String identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key.toString() : path.toRealPath().toString();
    }

    private static RandomAccessFile lock(Path journal, Path path, String holder) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (tryLock(file, false, LEAST_TRIES) == null) {
                throw new JournalLockedException(journal, LocalLockHolder.read(file));
            }
            LocalLockHolder.write(file, holder);
            return file;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Tries again while the one that has the lock may only look, or has not written yet who it is; null if it is held. */
    private static @Nullable FileLock tryLock(RandomAccessFile file, boolean shared, int least) throws IOException {
        for (int tries = 1; ; tries++) {
            FileLock lock = file.getChannel().tryLock(0, Long.MAX_VALUE, shared);
            if (lock != null || tries >= MOST_TRIES || (tries >= least && LocalLockHolder.isNamed(file))) {
                return lock;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean create(Path path) throws IOException {
        try {
            LocalDisk.createOwned(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public boolean createdNow() {
        return createdNow;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            LocalLockHolder.takeAway(file);
        } finally {
            HELD.remove(this);
            unregister(keys, holder);
        }
    }
}
