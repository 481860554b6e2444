package dev.opjournal.benchmarks.opening;

import java.nio.file.Path;

/** A way to know, after a start, what the journal's file holds. */
enum Opener {
    OPJOURNAL("opjournal", "Opjournal", Source.JOURNAL),
    DATABIND("databind", "the same file with Jackson databind", Source.JOURNAL),
    STREAMING("streaming", "the same file with Jackson streaming", Source.JOURNAL),
    ROCKSDB("rocksdb", "RocksDB, bare scan of the same entries", Source.ROCKSDB),
    ROCKSDB_TUNED("rocksdb-tuned", "the same without compression, in one level, read ahead", Source.ROCKSDB_TUNED),
    SQLITE("sqlite", "SQLite, bare scan of the same entries", Source.SQLITE);

    /** What it opens. */
    enum Source {
        JOURNAL,
        ROCKSDB,
        ROCKSDB_TUNED,
        SQLITE
    }

    private final String id;
    private final String title;
    private final Source source;

    Opener(String id, String title, Source source) {
        this.id = id;
        this.title = title;
        this.source = source;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Source source() {
        return source;
    }

    /** Whether it counts operations; the bare scans count entries. */
    boolean countsOperations() {
        return source == Source.JOURNAL;
    }

    /** Answers how many operations, or else entries, were found. */
    long open(Path path) throws Exception {
        return switch (this) {
            case OPJOURNAL -> Openings.opjournal(path);
            case DATABIND -> Openings.databind(path);
            case STREAMING -> Openings.streaming(path);
            case ROCKSDB -> RocksDbScan.count(path);
            case ROCKSDB_TUNED -> RocksDbScan.countTuned(path);
            case SQLITE -> SqliteScan.count(path);
        };
    }
}
