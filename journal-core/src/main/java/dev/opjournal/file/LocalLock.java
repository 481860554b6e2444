package dev.opjournal.file;

import dev.opjournal.JournalLockedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
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

/**
 * The lock on a journal: a {@code .lock} file beside it, which is never deleted and tells who holds it. The system drops the
 * lock when the holder dies, however it dies.
 *
 * <p>On Linux closing <em>any</em> channel on a locked file drops the lock of the whole process. So the file is opened once
 * in a process: a registry that all class loaders share is asked first. It is the system properties, with one text for each
 * open journal, since they may hold nothing but texts.
 */
final class LocalLock implements DiskLock {
    private static final String REGISTRY_PREFIX = "dev.opjournal.open:";
    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MOST_HOLDER_BYTES = 512;

    /** What the registry says while somebody only looks who holds a journal. */
    private static final String LOOK = "a look at the lock by ";

    /** A look takes microseconds, and an opening outwaits it: nobody is refused for being looked at. */
    private static final int MOST_LOOKS_HERE = 200;

    private static final int MOST_LOOKS_ELSEWHERE = 20;
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
        String holder = holder(now);
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
                return file.getChannel().tryLock(0, Long.MAX_VALUE, true) == null
                        ? Optional.of(readHolder(file))
                        : Optional.empty();
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
            FileLock lock = file.getChannel().tryLock();
            for (int i = 0; i < MOST_LOOKS_ELSEWHERE && lock == null; i++) {
                LockSupport.parkNanos(LOOK_NANOS);
                lock = file.getChannel().tryLock();
            }
            if (lock == null) {
                throw new JournalLockedException(journal, readHolder(file));
            }
            byte[] text = (holder + "\n").getBytes(StandardCharsets.UTF_8);
            file.setLength(0);
            file.write(text);
            return file;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
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

    private static String readHolder(RandomAccessFile file) throws IOException {
        byte[] text = new byte[MOST_HOLDER_BYTES];
        file.seek(0);
        int read = file.read(text);
        return read <= 0 ? "another process" : new String(text, 0, read, StandardCharsets.UTF_8).strip();
    }

    private static String holder(Instant now) {
        return "process " + ProcessHandle.current().pid() + " on " + host() + " since " + now;
    }

    private static String host() {
        try {
            // Asking the network for it can take seconds.
            return Files.isReadable(LINUX_HOST_NAME)
                    ? Files.readString(LINUX_HOST_NAME).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown host";
        }
    }

    @Override
    public boolean createdNow() {
        return createdNow;
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HELD.remove(this);
            unregister(keys, holder);
        }
    }
}
