package dev.opjournal.benchmarks.opening;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * The entries in RocksDB, in their order: as it stores and reads them when nothing is set, and as fast as it gets, in sorted
 * files of one level without compression, read ahead into memory outside the heap.
 */
final class RocksDbScan {
    private static final long READ_AHEAD = 4L << 20;

    private RocksDbScan() {}

    static void fill(Path directory, Path journal) throws Exception {
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true)) {
            fill(options, directory, journal).close();
        }
    }

    static void fillTuned(Path directory, Path journal) throws Exception {
        RocksDB.loadLibrary();
        try (Options options =
                        new Options().setCreateIfMissing(true).setCompressionType(CompressionType.NO_COMPRESSION);
                RocksDB database = fill(options, directory, journal)) {
            database.compactRange();
        }
    }

    private static RocksDB fill(Options options, Path directory, Path journal) throws Exception {
        RocksDB database = RocksDB.open(options, directory.toString());
        try (WriteOptions unsynced = new WriteOptions().setDisableWAL(true);
                FlushOptions whole = new FlushOptions()) {
            ByteBuffer key = ByteBuffer.allocate(Long.BYTES);
            long[] number = {0};
            Openings.lines(
                    journal,
                    line -> database.put(unsynced, key.putLong(0, number[0]++).array(), line));
            database.flush(whole);
            return database;
        }
    }

    static long count(Path directory) throws Exception {
        RocksDB.loadLibrary();
        long entries = 0;
        long bytes = 0;
        try (Options options = new Options();
                RocksDB database = RocksDB.openReadOnly(options, directory.toString());
                RocksIterator entry = database.newIterator()) {
            for (entry.seekToFirst(); entry.isValid(); entry.next()) {
                bytes += entry.value().length;
                entries++;
            }
        }
        return bytes > 0 ? entries : 0;
    }

    static long countTuned(Path directory) throws Exception {
        RocksDB.loadLibrary();
        long entries = 0;
        long bytes = 0;
        try (Options options = new Options();
                ReadOptions reading =
                        new ReadOptions().setReadaheadSize(READ_AHEAD).setFillCache(false);
                RocksDB database = RocksDB.openReadOnly(options, directory.toString());
                RocksIterator entry = database.newIterator(reading)) {
            ByteBuffer value = ByteBuffer.allocateDirect(1 << 16);
            for (entry.seekToFirst(); entry.isValid(); entry.next()) {
                bytes += entry.value(value.clear());
                entries++;
            }
        }
        return bytes > 0 ? entries : 0;
    }
}
