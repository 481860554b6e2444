package dev.opjournal.benchmarks.store;

import java.nio.file.Path;
import java.util.Locale;

/** All stores that are measured, in the order in which tables name them. */
public enum StoreKind {
    OPJOURNAL("Opjournal", Part.CANDIDATE),
    REFERENCE("the same design in Java, Jackson databind", Part.REFERENCE),
    ROCKSDB("RocksDB, sync writes", Part.PEER),
    ARTEMIS("Artemis journal, buffer timeout 100 µs", Part.PEER),
    BOOKKEEPER("BookKeeper journal, flush on empty queue", Part.PEER),
    CHRONICLE("Chronicle Queue, sync each append", Part.PEER),
    SQLITE("SQLite WAL, synchronous=FULL", Part.PEER),
    H2("H2 MVStore, commit and sync", Part.PEER),
    RAW_WRITE("the bytes alone, `rwd` over space set aside", Part.FLOOR),
    RAW_APPEND("the bytes alone, append and sync", Part.FLOOR);

    /** What a store is measured for. */
    public enum Part {
        CANDIDATE,
        REFERENCE,
        PEER,
        /** What no journal can go below; for one thread. */
        FLOOR
    }

    private final String title;
    private final Part part;

    StoreKind(String title, Part part) {
        this.title = title;
        this.part = part;
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
        return switch (this) {
            case OPJOURNAL -> new OpjournalStore(directory);
            case REFERENCE -> new ReferenceStore(directory);
            case ROCKSDB -> new RocksDbStore(directory);
            case ARTEMIS -> new ArtemisStore(directory);
            case BOOKKEEPER -> new BookKeeperStore(directory);
            case CHRONICLE -> new ChronicleStore(directory);
            case SQLITE -> new SqliteStore(directory);
            case H2 -> new H2Store(directory);
            case RAW_WRITE -> new RawWriteStore(directory);
            case RAW_APPEND -> new RawAppendStore(directory);
        };
    }
}
