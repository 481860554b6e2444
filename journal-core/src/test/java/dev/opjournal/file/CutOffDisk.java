package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk, up to the n-th call that would change something; nothing is changed from then on. */
final class CutOffDisk extends ForwardingDisk {
    private int left;
    private boolean cutOff;

    CutOffDisk(int calls) {
        this.left = calls;
    }

    boolean isCutOff() {
        return cutOff;
    }

    private void change() throws IOException {
        if (cutOff || left-- == 0) {
            cutOff = true;
            throw new IOException("The power is off");
        }
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new CutOffFile(super.open(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        change();
        return new CutOffFile(super.create(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        super.rename(from, to);
    }

    @Override
    public void keepAs(Path file, Path second) throws IOException {
        change();
        super.keepAs(file, second);
    }

    @Override
    public void deleteIfExists(Path file) throws IOException {
        change();
        super.deleteIfExists(file);
    }

    private final class CutOffFile extends ForwardingFile {
        CutOffFile(DiskFile file) {
            super(file);
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            change();
            super.write(at, bytes, from, length);
        }

        @Override
        public void truncate(long size) throws IOException {
            change();
            super.truncate(size);
        }
    }
}
