package dev.opjournal.file;

import java.io.IOException;

/** A file up to a size that it had, for reading: whoever reads one that grows comes to an end. */
record FileUpTo(DiskFile file, long most) implements DiskFile {
    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        return at >= most ? -1 : file.read(at, into, from, (int) Math.min(length, most - at));
    }

    @Override
    public long size() throws IOException {
        return Math.min(most, file.size());
    }

    @Override
    public void write(long at, byte[] bytes, int from, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sync() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void truncate(long size) {
        throw new UnsupportedOperationException();
    }

    /** The file is its owner's to close. */
    @Override
    public void close() {}
}
