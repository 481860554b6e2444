package dev.opjournal.file;

import java.io.IOException;

/** The lock of a journal, while it is held. It ends with the process too, however that ends. */
public interface DiskLock extends AutoCloseable {
    /** Whether there was no lock file before: this journal was never opened. */
    boolean createdNow();

    /** Lets go of the lock. The lock file stays. */
    @Override
    void close() throws IOException;
}
