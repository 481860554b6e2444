package dev.opjournal.benchmarks.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with {@code sync} on every write, whose writers share one sync by themselves. Set for speed: a write buffer that
 * no run fills, so that no flush or compaction stands in the way; log files used again, so that a sync need not write a new
 * file size; and no compression.
 */
final class RocksDbStore implements BytesStore {
    private static final long WRITE_BUFFER_BYTES = 1L << 30;

    private final Options options = new Options();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final RocksDB database;

    RocksDbStore(Path directory) throws RocksDBException {
        RocksDB.loadLibrary();
        options.setCreateIfMissing(true)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setRecycleLogFileNum(2)
                .setCompressionType(CompressionType.NO_COMPRESSION);
        database = RocksDB.open(options, directory.resolve("rocksdb").toString());
    }

    @Override
    public void append(long id, byte[] entry) throws RocksDBException {
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(id).array();
        database.put(synced, key, entry);
    }

    @Override
    public void close() {
        database.close();
        synced.close();
        options.close();
    }
}
