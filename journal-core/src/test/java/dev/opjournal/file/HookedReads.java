package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs something in the midst of a read, and counts what is open. */
final class HookedReads extends ForwardingDisk {
    private final AtomicInteger open = new AtomicInteger();
    private Runnable next = () -> {};

    void onNextRead(Runnable hook) {
        next = hook;
    }

    int openFiles() {
        return open.get();
    }

    private DiskFile counted(DiskFile file) {
        open.incrementAndGet();
        return new ForwardingFile(file) {
            @Override
            public int read(long at, byte[] into, int from, int length) throws IOException {
                Runnable hook = next;
                next = () -> {};
                hook.run();
                return super.read(at, into, from, length);
            }

            @Override
            public void close() throws IOException {
                open.decrementAndGet();
                super.close();
            }
        };
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return counted(super.open(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return counted(super.openForReading(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return counted(super.create(file));
    }
}
