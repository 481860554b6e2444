package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk, whose n-th call that changes something fails, once or with all that follow, as after a power cut. */
final class FailingDisk extends ForwardingDisk {
    private int calls;
    private int failsAt = Integer.MAX_VALUE;
    private boolean forGood;

    /** The n-th call from now on fails; 0 is the next. */
    void failAt(int n, boolean andAllThatFollow) {
        calls = 0;
        failsAt = n;
        forGood = andAllThatFollow;
    }

    boolean hasFailed() {
        return calls > failsAt;
    }

    private void change() throws IOException {
        int call = calls++;
        if (call == failsAt || (forGood && call > failsAt)) {
            throw new IOException("Input/output error at call " + call);
        }
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new FailingFile(super.open(file));
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return new FailingFile(super.openUnsynced(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        change();
        return new FailingFile(super.create(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        super.rename(from, to);
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        change();
        super.deleteIfExists(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        change();
        super.syncDirectory(directory);
    }

    private final class FailingFile extends ForwardingFile {
        FailingFile(DiskFile file) {
            super(file);
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            change();
            super.write(at, bytes, from, length);
        }

        @Override
        public void sync() throws IOException {
            change();
            super.sync();
        }

        @Override
        public void truncate(long size) throws IOException {
            change();
            super.truncate(size);
        }
    }
}
