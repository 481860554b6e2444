package dev.opjournal.file;

import java.io.IOException;

/** Copies bytes from one open file to another. */
final class FileCopy {
    private static final int CHUNK = 1 << 18;

    private FileCopy() {}

    /** Copies all from an offset on to the start of the other file; on the device when this returns. */
    static void copy(DiskFile from, long offset, DiskFile to) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long written = 0;
        for (int read; (read = from.read(offset + written, chunk, 0, CHUNK)) > 0; written += read) {
            to.write(written, chunk, 0, read);
        }
        to.sync();
    }
}
