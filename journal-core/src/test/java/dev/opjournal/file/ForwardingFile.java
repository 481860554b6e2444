package dev.opjournal.file;

import java.io.IOException;

/** A file of {@link ForwardingDisk}, for tests that change one thing about it. */
class ForwardingFile implements DiskFile {
    private final DiskFile file;

    ForwardingFile(DiskFile file) {
        this.file = file;
    }

    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        return file.read(at, into, from, length);
    }

    @Override
    public void write(long at, byte[] bytes, int from, int length) throws IOException {
        file.write(at, bytes, from, length);
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
