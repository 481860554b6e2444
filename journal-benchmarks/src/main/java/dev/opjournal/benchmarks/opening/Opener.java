package dev.opjournal.benchmarks.opening;

import java.nio.file.Path;

/** A way to know, after a start, what the journal's file holds. */
enum Opener {
    OPJOURNAL("opjournal", "Opjournal", Source.JOURNAL, Openings::opjournal),
    DATABIND("databind", "the same file with Jackson databind", Source.JOURNAL, Openings::databind),
    STREAMING("streaming", "the same file with Jackson streaming", Source.JOURNAL, Openings::streaming),
    ROCKSDB("rocksdb", "RocksDB, bare scan of the same entries", Source.ROCKSDB, RocksDbScan::count),
    SQLITE("sqlite", "SQLite, bare scan of the same entries", Source.SQLITE, SqliteScan::count);

    /** What it opens. */
    enum Source {
        JOURNAL,
        ROCKSDB,
        SQLITE
    }

    @FunctionalInterface
    interface Opening {
        /** Answers how many operations, or else entries, were found; what was read stays reachable until then. */
        long open(Path path) throws Exception;
    }

    private final String id;
    private final String title;
    private final Source source;
    private final Opening opening;

    Opener(String id, String title, Source source, Opening opening) {
        this.id = id;
        this.title = title;
        this.source = source;
        this.opening = opening;
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

    long open(Path path) throws Exception {
        return opening.open(path);
    }
}
