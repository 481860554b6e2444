package dev.opjournal.benchmarks.store;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.bookkeeper.bookie.Journal;
import org.apache.bookkeeper.bookie.LedgerDirsManager;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.util.DiskChecker;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;

/** Reads what a store has written, by the store's own means and none of the benchmarks'. */
final class StoreReader {
    private static final int FIXED_BYTES = 2 * Long.BYTES;

    private StoreReader() {}

    static List<String> read(StoreKind kind, Path directory) throws Exception {
        return switch (kind) {
            case OPJOURNAL ->
                lines(directory.resolve("operations.journal")).stream()
                        .filter(line -> !line.startsWith("{\"op_id\":\"opjournal:"))
                        .toList();
            case REFERENCE -> lines(directory.resolve("reference.jsonl"));
            case ROCKSDB -> rocksDb(directory);
            case ARTEMIS -> artemis(directory);
            case BOOKKEEPER -> bookKeeper(directory);
            case CHRONICLE -> chronicle(directory);
            case SQLITE -> sqlite(directory);
            case H2 -> h2(directory);
            case RAW_WRITE, RAW_APPEND -> raw(directory);
        };
    }

    private static List<String> lines(Path file) throws Exception {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("{"))
                .toList();
    }

    private static List<String> rocksDb(Path directory) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Options options = new Options();
                RocksDB database = RocksDB.openReadOnly(
                        options, directory.resolve("rocksdb").toString());
                RocksIterator entry = database.newIterator()) {
            for (entry.seekToFirst(); entry.isValid(); entry.next()) {
                lines.add(text(entry.value()));
            }
        }
        return lines;
    }

    private static List<String> artemis(Path directory) throws Exception {
        NIOSequentialFileFactory files = new NIOSequentialFileFactory(directory.toFile(), 1);
        JournalImpl journal = new JournalImpl(64 << 20, 2, 2, 0, 0, files, "opjournal", "log", 1);
        List<RecordInfo> records = new ArrayList<>();
        journal.start();
        journal.load(records, new ArrayList<>(), null, false);
        journal.stop();
        return records.stream().map(record -> text(record.data)).toList();
    }

    private static List<String> bookKeeper(Path directory) throws Exception {
        File journalDirectory = directory.resolve("journal").toFile();
        ServerConfiguration configuration = new ServerConfiguration();
        configuration.setJournalDirName(journalDirectory.toString());
        configuration.setLedgerDirNames(
                new String[] {directory.resolve("ledgers").toString()});
        LedgerDirsManager directories =
                new LedgerDirsManager(configuration, configuration.getLedgerDirs(), new DiskChecker(0.999f, 0.999f));
        Journal journal = new Journal(0, journalDirectory, configuration, directories);
        List<String> lines = new ArrayList<>();
        for (long id : Journal.listJournalIds(journalDirectory, null)) {
            journal.scanJournal(id, 0, (version, offset, entry) -> lines.add(withoutFixed(entry)), false);
        }
        return lines;
    }

    private static String withoutFixed(ByteBuffer entry) {
        byte[] bytes = new byte[entry.remaining() - FIXED_BYTES];
        entry.position(entry.position() + FIXED_BYTES);
        entry.get(bytes);
        return text(bytes);
    }

    private static List<String> chronicle(Path directory) {
        List<String> lines = new ArrayList<>();
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory.resolve("queue"))
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return lines;
                    }
                    lines.add(text(document.wire().bytes().toByteArray()));
                }
            }
        }
    }

    private static List<String> sqlite(Path directory) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("entries.sqlite"));
                Statement statement = connection.createStatement();
                ResultSet entry = statement.executeQuery("SELECT line FROM entry")) {
            while (entry.next()) {
                lines.add(text(entry.getBytes(1)));
            }
        }
        return lines;
    }

    private static List<String> h2(Path directory) {
        try (MVStore store = new MVStore.Builder()
                .fileName(directory.resolve("entries.mv").toString())
                .readOnly()
                .open()) {
            MVMap<Long, byte[]> map = store.openMap("entries");
            return map.values().stream().map(StoreReader::text).toList();
        }
    }

    private static List<String> raw(Path directory) throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve("raw"));
        List<String> lines = new ArrayList<>();
        for (int at = 0; at + SampleLine.BYTES <= bytes.length && bytes[at] == '{'; at += SampleLine.BYTES) {
            lines.add(new String(bytes, at, SampleLine.BYTES, StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
