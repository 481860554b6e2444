package dev.opjournal.file;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalReadException;
import dev.opjournal.UnsupportedFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a journal: takes the lock, makes sure that what is read is what the device holds, reads, decides by the table of
 * {@link Tail}, repairs, and sets space aside. Cut off at any point, it is simply done again. Until it has decided, nothing
 * of the file is changed.
 */
final class Opening {
    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    /** An open journal, for whoever goes on with it. */
    record Opened(
            Path path,
            DiskLock lock,
            LogWriter writer,
            LineEncoder encoder,
            Index index,
            Fingerprints fingerprints,
            long base,
            List<String> cut) {}

    private final Disk disk;
    private final FileJournalOptions options;
    private final Path path;
    private final DiskLock lock;
    private final Creation creation;

    private Opening(Disk disk, FileJournalOptions options, Path path, DiskLock lock) {
        this.disk = disk;
        this.options = options;
        this.path = path;
        this.lock = lock;
        this.creation = new Creation(disk, path, options);
    }

    static Opened open(Path path, FileJournalOptions options, Disk disk) {
        LockWait wait = new LockWait(options.lockTimeout());
        try {
            return Uninterrupted.call(
                    "opjournal-open", () -> openUninterrupted(path, options, disk, wait), wait::giveUp);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new JournalOpenException(path, "it failed: " + e + ".", "Look at the cause.", e);
        }
    }

    private static Opened openUninterrupted(Path path, FileJournalOptions options, Disk disk, LockWait wait) {
        try {
            Path real = JournalPath.resolve(path, options.createParent(), disk);
            DiskLock lock = wait.acquire(disk, real, options.clock());
            try {
                return new Opening(disk, options, real, lock).run();
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (UncheckedIOException e) {
            throw cannot(path, Objects.requireNonNull(e.getCause()));
        } catch (JournalReadException e) {
            // What is in flight is read once more, as an open journal is read.
            throw cannot(path, e.getCause() instanceof IOException answer ? answer : new IOException(e.problem(), e));
        } catch (IOException e) {
            throw cannot(path, e);
        }
    }

    private static JournalOpenException cannot(Path path, IOException e) {
        return new JournalOpenException(
                path,
                "the disk answered: " + e + ".",
                "See whether the disk is sound, mounted and not full, and give this process the right to write the file and"
                        + " its directory.",
                e);
    }

    private Opened run() throws IOException {
        // Known to be missing: one that the disk gives no answer about must not be replaced by an empty one.
        if (disk.kindOf(path) == Disk.Kind.MISSING) {
            warnIfOpenedBefore();
            creation.create();
        } else if (isEmpty()) {
            if (!lock.createdNow()) {
                throw damaged(0, 1, "it is empty, but was opened before (its .lock file lies beside it)");
            }
            // First of all: if the creation is cut off, the next opening must not find it empty beside a lock file.
            disk.deleteIfExists(path);
            creation.create();
        }
        try (DiskFile original = disk.openForReading(path)) {
            if (firstLine(original) instanceof FirstLine.Go) {
                creation.convert(original);
            }
        }
        DiskFile file = disk.open(path);
        try {
            return open(file);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** A crash leaves it so when it cuts off the first opening of all, which is why it is not refused. */
    private void warnIfOpenedBefore() {
        if (!lock.createdNow()) {
            log.warn(
                    "The journal {} is missing, but its .lock file lies beside it: if it was ever written, all of it is lost, keys"
                            + " too. A new one is made. If there should be one, stop the application and bring it back",
                    path);
        }
    }

    private boolean isEmpty() throws IOException {
        try (DiskFile file = disk.openForReading(path)) {
            return file.size() == 0;
        }
    }

    private Opened open(DiskFile file) throws IOException {
        file.sync();
        disk.syncDirectory(path.resolveSibling("."));
        Header header = header(file);
        TextReader reader =
                new TextReader(path, disk.openForReading(path), header.seed(), new Redaction(options.redact()));
        try {
            return open(file, header, reader);
        } catch (IOException | RuntimeException | Error e) {
            reader.release();
            throw e;
        }
    }

    private Opened open(DiskFile file, Header header, TextReader reader) throws IOException {
        Fingerprints fingerprints = new Fingerprints();
        Generation generation = new Generation(header.number(), header.length(), reader);
        Loading loading = new Loading(generation, fingerprints);
        LineScan.Position position =
                new LogScan(file, header, fingerprints).run(LineScan.Position.behind(header), loading);
        List<String> cut = repair(file, header, position);
        // Left by a compaction that was cut off; not before it is known that the journal is whole.
        disk.deleteIfExists(Compaction.fileBeside(path));
        Index index = loading.index(position.offset());
        boolean witnessed = position.closed() || position.offset() == header.base();
        LogWriter writer =
                new LogWriter(file, position, witnessed, options.preallocateBytes(), position.offset(), header.seed());
        setAside(writer, index.reserved() + Reserve.OWN_LINES);
        LineEncoder encoder = new LineEncoder(options.dialect(), header.seed());
        if (!witnessed) {
            index.applyOwn(writer.end());
            writer.write(List.of(encoder.own(LineFormat.OPENED, options.clock().instant())), new long[1]);
            setAside(writer, index.reserved() + Reserve.OWN_LINES);
        }
        return new Opened(path, lock, writer, encoder, index, fingerprints, header.base(), cut);
    }

    private FirstLine firstLine(DiskFile file) throws IOException {
        LineWindow window = LineWindow.atTheStartOf(file);
        if (!window.next()) {
            return new FirstLine.Damaged("it has no first line");
        }
        return FirstLine.read(window.bytes(), window.from(), window.to(), window.terminated());
    }

    private Header header(DiskFile file) throws IOException {
        FirstLine line = firstLine(file);
        if (line instanceof FirstLine.Ours ours) {
            return ours.header();
        }
        if (line instanceof FirstLine.Foreign foreign) {
            throw new UnsupportedFormatException(path, foreign.problem(), foreign.action());
        }
        String problem = line instanceof FirstLine.Damaged damaged ? damaged.problem() : "it has no header";
        throw damaged(0, 0, problem);
    }

    /** Cuts a torn tail; answers the operations named in it. */
    private List<String> repair(DiskFile file, Header header, LineScan.Position position) throws IOException {
        Tail tail = new Tail(file, header, position.offset());
        Tail.Rule rule = tail.judge();
        List<String> cut = List.of();
        switch (rule.verdict()) {
            case DAMAGE -> throw damaged(position.offset(), position.number() + 1, rule.why() + " (rule " + rule + ")");
            case TORN -> {
                cut = List.copyOf(tail.operations());
                keepTorn(file, position, cut);
                cutAt(file, position.offset());
            }
            case END -> {
                if (tail.holdsMoreThanSpaces()) {
                    cutAt(file, position.offset());
                }
            }
        }
        writeLastBatchAgain(file, header, position);
        return cut;
    }

    private void keepTorn(DiskFile file, LineScan.Position position, List<String> cut) throws IOException {
        Path kept = creation.keep(".torn-", name -> {
            try (DiskFile copy = disk.create(name)) {
                FileCopy.copy(file, position.offset(), copy);
            }
        });
        disk.syncDirectory(path.resolveSibling("."));
        log.warn(
                "The journal {} has a torn tail from offset {} on: the last batch before a crash was not written whole and"
                        + " was never acknowledged. It is cut, and kept as {}. Nothing needs to be done. Operations named in it: {}",
                path,
                position.offset(),
                kept.getFileName(),
                cut.isEmpty() ? "none" : cut);
    }

    private static void cutAt(DiskFile file, long offset) throws IOException {
        file.truncate(offset);
        file.sync();
    }

    /**
     * After a sync that failed, the page cache can hold what the device does not, so that the last batch is written again.
     * What is below the base was synced before the file got its name.
     */
    private static void writeLastBatchAgain(DiskFile file, Header header, LineScan.Position position)
            throws IOException {
        long from = Math.max(position.watermark(), header.base());
        byte[] chunk = new byte[1 << 18];
        for (long at = from; at < position.offset(); ) {
            int read = file.read(at, chunk, 0, (int) Math.min(chunk.length, position.offset() - at));
            if (read <= 0) {
                throw new IOException("The file ends at " + at + " while it is read");
            }
            file.write(at, chunk, 0, read);
            at += read;
        }
    }

    private void setAside(LogWriter writer, long bytes) throws IOException {
        long missing = writer.missingFor(bytes);
        try {
            writer.setAside(bytes);
        } catch (IOException e) {
            long usable = disk.usableSpace(path);
            if (usable < missing) {
                throw new JournalFullException(path, missing, usable, e);
            }
            throw e;
        }
    }

    private JournalDamagedException damaged(long offset, long number, String problem) {
        return new JournalDamagedException(path, offset, number, problem);
    }
}
