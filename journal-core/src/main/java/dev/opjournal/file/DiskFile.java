package dev.opjournal.file;

import java.io.IOException;

/** An open file of a {@link Disk}. A thread's interrupt neither ends a call nor closes the file. Not thread-safe. */
public interface DiskFile extends AutoCloseable {
    /**
     * Reads bytes at an offset.
     *
     * @return how many were read, at least 1; -1 at the end of the file
     */
    int read(long at, byte[] into, int from, int length) throws IOException;

    /**
     * Writes all the bytes at an offset. They are on the device when this returns, with what is needed to read them; but for
     * {@link Disk#openUnsynced}.
     */
    void write(long at, byte[] bytes, int from, int length) throws IOException;

    /** Brings all of the file to the device: content and size, whichever handle wrote them. */
    void sync() throws IOException;

    /** In bytes. */
    long size() throws IOException;

    /** Cuts the file. Durable after {@link #sync}. */
    void truncate(long size) throws IOException;

    /** Lets go of the file. Brings nothing to the device. */
    @Override
    void close() throws IOException;
}
