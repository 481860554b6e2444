package dev.opjournal.benchmarks.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.bookkeeper.bookie.Journal;
import org.apache.bookkeeper.bookie.LedgerDirsManager;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.util.DiskChecker;

/**
 * The journal of Apache BookKeeper, without the server around it; its thread gathers the entries of several callers into
 * one write and one sync. Set for speed: it flushes as soon as nothing waits, instead of waiting for more, and keeps pages
 * in the cache.
 */
final class BookKeeperStore implements Store {
    private static final int FIXED_BYTES = 2 * Long.BYTES;
    private static final float ANY_USE = 0.999f;

    private final Journal journal;

    BookKeeperStore(Path directory) throws IOException {
        Path journalDirectory = Files.createDirectories(directory.resolve("journal"));
        Path ledgers = Files.createDirectories(directory.resolve("ledgers"));
        ServerConfiguration configuration = new ServerConfiguration();
        configuration.setJournalDirName(journalDirectory.toString());
        configuration.setLedgerDirNames(new String[] {ledgers.toString()});
        configuration.setJournalSyncData(true);
        configuration.setJournalFlushWhenQueueEmpty(true);
        configuration.setJournalRemovePagesFromCache(false);
        LedgerDirsManager directories =
                new LedgerDirsManager(configuration, configuration.getLedgerDirs(), new DiskChecker(ANY_USE, ANY_USE));
        journal = new Journal(0, journalDirectory.toFile(), configuration, directories);
        journal.start();
    }

    @Override
    public Caller caller(int number) {
        SampleLine line = new SampleLine(number);
        return () -> append(number, line.next(), line.bytes());
    }

    private void append(long ledger, long id, byte[] entry) throws InterruptedException {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(FIXED_BYTES + entry.length);
        buffer.writeLong(ledger).writeLong(id).writeBytes(entry);
        Answer answer = new Answer();
        try {
            journal.logAddEntry(buffer, false, (rc, ledgerId, entryId, address, context) -> answer.give(rc), null);
        } finally {
            buffer.release(); // the journal has its own hold
        }
        int code = answer.await();
        if (code != 0) {
            throw new IllegalStateException("BookKeeper answered " + code + " to entry " + id);
        }
    }

    @Override
    public void close() {
        journal.shutdown();
    }
}
