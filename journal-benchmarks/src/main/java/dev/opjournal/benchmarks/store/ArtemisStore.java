package dev.opjournal.benchmarks.store;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * The journal of ActiveMQ Artemis, each record synced; its timer gathers the records of several threads into one write. Set
 * for speed: the timer at 100 µs, a thirtieth of its default for this kind of file and the best that was found, and files
 * of 64 MiB made beforehand. It writes with {@code FileChannel}: its native library needs libaio, which few machines have.
 */
final class ArtemisStore implements BytesStore {
    private static final int FILE_BYTES = 64 << 20;
    private static final int FILES = 2;
    private static final int BUFFER_BYTES = 490 * 1024;
    private static final int BUFFER_TIMEOUT_NANOS = 100_000;
    private static final byte RECORD_TYPE = 1;
    private static final int NO_COMPACTION = 0;

    private final SequentialFileFactory files;
    private final JournalImpl journal;

    ArtemisStore(Path directory) throws Exception {
        files = new NIOSequentialFileFactory(directory.toFile(), true, BUFFER_BYTES, BUFFER_TIMEOUT_NANOS, 1, false);
        files.start();
        journal = new JournalImpl(FILE_BYTES, FILES, FILES, NO_COMPACTION, NO_COMPACTION, files, "opjournal", "log", 1);
        journal.start();
        journal.loadInternalOnly();
    }

    @Override
    public void append(long id, byte[] entry) throws Exception {
        journal.appendAddRecord(id, RECORD_TYPE, entry, true);
    }

    @Override
    public void close() {
        journal.stop();
        files.stop();
    }
}
