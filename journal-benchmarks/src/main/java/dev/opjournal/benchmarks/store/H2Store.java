package dev.opjournal.benchmarks.store;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * H2's storage engine, without SQL: each append puts, commits and syncs. Set for speed: no commit in the background, no
 * compression, and no compaction while it runs. Threads need no lock of ours: a commit carries what others have put.
 */
final class H2Store implements BytesStore {
    private static final int NO_COMPACTION = 0;

    private final MVStore store;
    private final MVMap<Long, byte[]> map;

    H2Store(Path directory) {
        store = new MVStore.Builder()
                .fileName(directory.resolve("entries.mv").toString())
                .autoCommitDisabled()
                .autoCompactFillRate(NO_COMPACTION)
                .open();
        map = store.openMap("entries");
    }

    @Override
    public void append(long id, byte[] entry) {
        // The map keeps the array itself, and the caller uses it again.
        map.put(id, entry.clone());
        store.commit();
        store.sync();
    }

    @Override
    public void close() {
        store.close(0);
    }
}
