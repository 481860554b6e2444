package dev.opjournal.file;

import dev.opjournal.test.StrictDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A strict disk whose n-th call fails, once or with all that follow. Every method of the seam counts, of files and locks too.
 * What is closed is closed, also if the call fails. Thread-safe.
 */
final class FaultDisk extends ForwardingDisk {
    /** What a call comes to. */
    enum Fault {
        /** Any call fails, and nothing of it is done. */
        FAILS("Input/output error"),
        /** What needs space fails, and nothing is free then. */
        FULL("No space left on device"),
        /** A half of a write is done before it fails. */
        SHORT("Input/output error"),
        /** The device fails a write or a sync: readers see it, the device may have it or not, and no later sync brings it there. */
        LOST("Input/output error");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    /** What a call does. */
    private enum Does {
        ASKS,
        NEEDS_SPACE,
        SYNCS,
        WRITES
    }

    /** A call that answers. */
    private interface Answer<T> {
        T give() throws IOException;
    }

    /** A call that changes something. */
    private interface Change {
        void make() throws IOException;
    }

    private final ThreadLocal<Boolean> deviceFails = ThreadLocal.withInitial(() -> false);

    /** All below are guarded by this. */
    private Fault fault = Fault.FAILS;

    private int calls;
    private int failsAt = Integer.MAX_VALUE;
    private boolean forGood;
    private boolean nothingFree;
    private int open;

    FaultDisk(StrictDisk disk) {
        super(disk);
        disk.onChange(change -> {
            if (deviceFails.get() && !change.done()) {
                throw new UncheckedIOException(new IOException(Fault.LOST.message));
            }
        });
    }

    /** The n-th call from now on that can come to the fault does; 0 is the next. */
    synchronized void failAt(int n, Fault newFault, boolean andAllThatFollow) {
        calls = 0;
        failsAt = n;
        fault = newFault;
        forGood = andAllThatFollow;
    }

    /** How many calls could come to the fault since then. */
    synchronized int calls() {
        return calls;
    }

    synchronized boolean hasFailed() {
        return calls > failsAt;
    }

    /** From now on nothing fails. */
    synchronized void heal() {
        failsAt = Integer.MAX_VALUE;
        nothingFree = false;
    }

    /** How many files and locks are open. */
    synchronized int open() {
        return open;
    }

    private synchronized void count(int opened) {
        open += opened;
    }

    private synchronized boolean fails(Does kind) {
        boolean counts = switch (fault) {
            case FAILS -> true;
            case FULL -> kind != Does.ASKS;
            case SHORT -> kind == Does.WRITES;
            case LOST -> kind == Does.WRITES || kind == Does.SYNCS;
        };
        if (!counts) {
            return false;
        }
        int call = calls++;
        boolean fails = call == failsAt || (forGood && call > failsAt);
        nothingFree |= fails && fault == Fault.FULL;
        return fails;
    }

    private synchronized IOException failure() {
        return new IOException(fault.message);
    }

    private <T> T asks(Answer<T> answer) throws IOException {
        if (fails(Does.ASKS)) {
            throw failure();
        }
        return answer.give();
    }

    private DiskFile opens(Answer<DiskFile> answer) throws IOException {
        DiskFile file = new FaultFile(asks(answer));
        count(1);
        return file;
    }

    private void changes(Does kind, Change change) throws IOException {
        if (!fails(kind)) {
            change.make();
            return;
        }
        if (isLost()) {
            deviceFails.set(true);
            try {
                change.make();
            } finally {
                deviceFails.set(false);
            }
        }
        throw failure();
    }

    private synchronized boolean isLost() {
        return fault == Fault.LOST;
    }

    private synchronized boolean isShort() {
        return fault == Fault.SHORT;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return opens(() -> super.open(file));
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return opens(() -> super.openUnsynced(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return opens(() -> super.openForReading(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        if (fails(Does.NEEDS_SPACE)) {
            throw failure();
        }
        DiskFile created = new FaultFile(super.create(file));
        count(1);
        return created;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        changes(Does.NEEDS_SPACE, () -> super.rename(from, to));
    }

    @Override
    public void keepAs(Path file, Path second) throws IOException {
        changes(Does.NEEDS_SPACE, () -> super.keepAs(file, second));
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        asks(() -> {
            super.deleteIfExists(file);
            return file;
        });
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        changes(Does.SYNCS, () -> super.syncDirectory(directory));
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        changes(Does.NEEDS_SPACE, () -> super.createDirectory(directory));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return asks(() -> super.list(directory));
    }

    @Override
    public Kind kindOf(Path path) throws IOException {
        return asks(() -> super.kindOf(path));
    }

    @Override
    public Path followLinks(Path path) throws IOException {
        return asks(() -> super.followLinks(path));
    }

    @Override
    public Path realDirectory(Path directory) throws IOException {
        return asks(() -> super.realDirectory(directory));
    }

    @Override
    public FileTime lastModified(Path file) throws IOException {
        return asks(() -> super.lastModified(file));
    }

    @Override
    public DiskLock lock(Path journal, Path lockFile, Instant now) throws IOException {
        DiskLock lock = asks(() -> super.lock(journal, lockFile, now));
        count(1);
        return new DiskLock() {
            @Override
            public boolean createdNow() {
                return lock.createdNow();
            }

            @Override
            public void close() throws IOException {
                lock.close();
                count(-1);
                asks(() -> lockFile);
            }
        };
    }

    @Override
    public Optional<String> holderOf(Path journal, Path lockFile) throws IOException {
        return asks(() -> super.holderOf(journal, lockFile));
    }

    /** After a failure for want of space nothing is free, for the next who asks or for all. */
    @Override
    public long usableSpace(Path file) throws IOException {
        return asks(() -> isFull() ? 0L : super.usableSpace(file));
    }

    private synchronized boolean isFull() {
        boolean full = nothingFree;
        nothingFree &= forGood;
        return full;
    }

    private final class FaultFile extends ForwardingFile {
        private boolean closed;

        private FaultFile(DiskFile file) {
            super(file);
        }

        @Override
        public int read(long at, byte[] into, int from, int length) throws IOException {
            return asks(() -> super.read(at, into, from, length));
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            boolean halves = isShort();
            if (halves && fails(Does.WRITES)) {
                super.write(at, bytes, from, length / 2);
                throw failure();
            }
            if (halves) {
                super.write(at, bytes, from, length);
            } else {
                changes(Does.WRITES, () -> super.write(at, bytes, from, length));
            }
        }

        @Override
        public void sync() throws IOException {
            changes(Does.SYNCS, super::sync);
        }

        @Override
        public long size() throws IOException {
            return asks(super::size);
        }

        @Override
        public void truncate(long size) throws IOException {
            asks(() -> {
                super.truncate(size);
                return size;
            });
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!closed) {
                closed = true;
                count(-1);
            }
            asks(() -> closed);
        }
    }
}
