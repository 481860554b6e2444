package dev.opjournal.benchmarks.opening;

import java.nio.file.Path;

/** Makes what is opened later, in a JVM of its own, since some of it takes more heap than the run itself has. */
final class DatasetChild {
    private DatasetChild() {}

    /** Arguments: what to make, where, and for the peers the journal whose entries they are to hold, else how many entries. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[1]);
        switch (Opener.Source.valueOf(arguments[0])) {
            case JOURNAL -> Dataset.writeEnded(path, Integer.parseInt(arguments[2]));
            case ROCKSDB -> RocksDbScan.fill(path, Path.of(arguments[2]));
            case ROCKSDB_TUNED -> RocksDbScan.fillTuned(path, Path.of(arguments[2]));
            case SQLITE -> SqliteScan.fill(path, Path.of(arguments[2]));
        }
    }
}
