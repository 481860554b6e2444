package dev.opjournal.benchmarks.store;

import java.nio.file.Path;
import java.util.Locale;

/** All stores that are measured, in the order in which tables name them. */
public enum StoreKind {
    OPJOURNAL("Opjournal", Part.CANDIDATE, OpjournalStore::new),
    REFERENCE("the same design in Java, Jackson databind", Part.REFERENCE, ReferenceStore::new),
    ROCKSDB("RocksDB, sync writes", Part.PEER, RocksDbStore::new),
    ARTEMIS("Artemis journal, buffer timeout 100 µs", Part.PEER, ArtemisStore::new),
    BOOKKEEPER("BookKeeper journal, flush on empty queue", Part.PEER, BookKeeperStore::new),
    CHRONICLE("Chronicle Queue, sync each append", Part.PEER, ChronicleStore::new),
    SQLITE("SQLite WAL, synchronous=FULL", Part.PEER, SqliteStore::new),
    H2("H2 MVStore, commit and sync", Part.PEER, H2Store::new),
    RAW_WRITE("the bytes alone, `rwd` over space set aside", Part.FLOOR, RawWriteStore::new),
    RAW_APPEND("the bytes alone, append and sync", Part.FLOOR, RawAppendStore::new);

    /** What a store is measured for. */
    public enum Part {
        CANDIDATE,
        REFERENCE,
        PEER,
        /** What no journal can go below; for one thread. */
        FLOOR
    }

    @FunctionalInterface
    private interface Opener {
        Store open(Path directory) throws Exception;
    }

    private final String title;
    private final Part part;
    private final Opener opener;

    StoreKind(String title, Part part, Opener opener) {
        this.title = title;
        this.part = part;
        this.opener = opener;
    }

    /** What a table calls it. */
    public String title() {
        return title;
    }

    /** What results and options call it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Part part() {
        return part;
    }

    /** Whether it takes calls from several threads. */
    public boolean isShared() {
        return part != Part.FLOOR;
    }

    /** Opens a new store in an empty directory. */
    public Store open(Path directory) throws Exception {
        return opener.open(directory);
    }
}
