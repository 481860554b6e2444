package dev.opjournal.file;

import dev.opjournal.CompactionFailedException;
import dev.opjournal.CompactionReport;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the file by one that holds only what must be kept, while appends go on:
 *
 * <pre>{@code
 * survey    which lines stay                                            beside appends
 * rewrite   them to NAME.compacting, then what was appended meanwhile   beside appends
 * swap      the last lines, the header, sync, rename over the journal,  between two batches
 *           sync the directory, go on with the new file
 * }</pre>
 *
 * <p>A crash at any point leaves one whole journal: until the rename the old one has the name, and both hold all that was
 * acknowledged until the next batch. A failure before the rename leaves the old one as it was. A failure of the rename or of
 * the sync behind it ends this opening, since nobody knows then which of the two has the name, and what went to the other
 * would be lost.
 *
 * <p>One runs at a time. It runs by itself when the file has twice the size that it had after the last one, so that over the
 * life of a journal each byte appended costs at most about one byte of rewriting.
 */
final class Compaction {
    private static final Logger log = LoggerFactory.getLogger(Compaction.class);

    private static final int FACTOR = 2;

    /** By itself it rewrites only if at least this share of the bytes goes: one of four. */
    private static final int WORTH_IT = 4;

    /** So few lines are left to the swap. */
    private static final int FEW_LINES = 1024;

    private static final int MOST_ROUNDS = 16;

    private final Path path;
    private final Disk disk;
    private final FileJournalOptions options;
    private final Admission admission;
    private final BatchWriter batches;
    private final Fingerprints fingerprints;

    /** Held by the one that runs. */
    private final ReentrantLock running = new ReentrantLock();

    private final AtomicBoolean wanted = new AtomicBoolean();

    /** From this size on the file is compacted by itself. */
    private volatile long dueAt;

    private volatile boolean stopped;

    Compaction(Opening.Opened opened, Disk disk, FileJournalOptions options, Admission admission, BatchWriter batches) {
        this.path = opened.path();
        this.disk = disk;
        this.options = options;
        this.admission = admission;
        this.batches = batches;
        this.fingerprints = opened.fingerprints();
        dueAfter(opened.base());
    }

    static Path fileBeside(Path journal) {
        return journal.resolveSibling(journal.getFileName() + ".compacting");
    }

    private void dueAfter(long size) {
        long least = options.compactAtBytes();
        dueAt = size > Long.MAX_VALUE / FACTOR ? Long.MAX_VALUE : Math.max(least, size * FACTOR);
    }

    /** Begins one on a thread of its own if the file has grown enough. Cheap; for the leader of a batch. */
    void lookAt(long size) {
        if (size >= dueAt && !stopped && wanted.compareAndSet(false, true)) {
            try {
                Thread thread = new Thread(this::runByItself, "opjournal-compaction");
                thread.setDaemon(true);
                thread.start();
            } catch (Error noThread) {
                // The batch is on the device: what could not begin here is no failure of it.
                dueAt = size + size / 2;
                wanted.set(false);
                log.warn("The journal {} is not compacted now; it is tried again when it has grown", path, noThread);
            }
        }
    }

    private void runByItself() {
        long size = batches.end();
        try {
            running.lock();
            try {
                run(false);
            } finally {
                running.unlock();
            }
        } catch (JournalClosedException e) {
            log.debug("The journal {} was closed while it was compacted", path);
        } catch (JournalException e) {
            log.warn(
                    "The journal {} goes on without being compacted, which is tried again when the file has grown by half."
                            + " {}",
                    path,
                    e.getMessage(),
                    e);
            dueAt = size + size / 2;
        } catch (RuntimeException | Error e) {
            log.error("The journal {} was not compacted; it goes on", path, e);
            dueAt = size + size / 2;
        } finally {
            wanted.set(false);
        }
    }

    /** Runs one now, after one that is running; on a thread that nobody can interrupt. */
    CompactionReport runNow() {
        running.lock();
        try {
            return Uninterrupted.call("opjournal-compaction", () -> run(true));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompactionFailedException(path, e.toString(), e);
        } finally {
            running.unlock();
        }
    }

    /** Ends the one that runs, before its swap or after it, and lets none begin. */
    void stop() {
        stopped = true;
        running.lock();
        try {
            log.debug("Nothing compacts the journal {} any more", path);
        } finally {
            running.unlock();
        }
    }

    private void ensureGoesOn() {
        if (stopped) {
            throw new JournalClosedException(path);
        }
    }

    private CompactionReport run(boolean inAnyCase) {
        ensureGoesOn();
        Instant now = options.clock().instant();
        Retention retention = Retention.at(now, options.retainOperations(), options.retainKeys());
        Survey survey = Survey.take(admission, retention);
        long size = batches.end();
        if (!inAnyCase && !survey.dropsOneOf(WORTH_IT)) {
            dueAfter(size);
            return new CompactionReport(size, size, 0, 0);
        }
        try {
            CompactionReport report = rewrite(survey, now);
            dueAfter(report.bytesAfter());
            log.info(
                    "Compacted the journal {} from {} to {} bytes; dropped {} operations and {} keys",
                    path,
                    report.bytesBefore(),
                    report.bytesAfter(),
                    report.operationsDropped(),
                    report.keysDropped());
            return report;
        } catch (IOException e) {
            throw new CompactionFailedException(path, e.toString(), e);
        }
    }

    private CompactionReport rewrite(Survey survey, Instant now) throws IOException {
        Path beside = fileBeside(path);
        ensureRoom(survey.keptBytes());
        disk.deleteIfExists(beside);
        List<DiskFile> opened = new ArrayList<>();
        boolean swapped = false;
        try {
            DiskFile to = disk.create(beside);
            opened.add(to);
            DiskFile reader = disk.openForReading(beside);
            opened.add(reader);
            DiskFile from = disk.openForReading(path);
            opened.add(from);
            CompactionReport report = rewrite(survey, new Rewrite(path, from, survey, to, reader, fingerprints, now));
            swapped = true;
            opened.removeAll(List.of(to, reader));
            return report;
        } finally {
            opened.forEach(this::close);
            if (!swapped) {
                delete(beside);
            }
        }
    }

    private void close(DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            log.warn("A file of the journal {} was not closed", path, e);
        }
    }

    private void delete(Path beside) {
        try {
            disk.deleteIfExists(beside);
        } catch (IOException e) {
            log.warn("{} was not deleted; the next compaction or opening tries again", beside, e);
        }
    }

    private void ensureRoom(long bytes) throws IOException {
        long needed = bytes + admission.read(Index::reserved) + 2L * options.preallocateBytes();
        long usable = disk.usableSpace(path);
        if (usable < needed) {
            throw new JournalFullException(path, needed, usable, null);
        }
    }

    private CompactionReport rewrite(Survey survey, Rewrite rewrite) throws IOException {
        rewrite.copy(survey.lines(), this::ensureGoesOn);
        int lines = linesNow();
        for (int round = 0; round < MOST_ROUNDS && lines - rewrite.linesRead() >= FEW_LINES; round++) {
            rewrite.copy(lines, this::ensureGoesOn);
            lines = linesNow();
        }
        rewrite.setAside(admission.read(Index::reserved) + options.preallocateBytes());
        List<Index.Renumbered> renumbered = admission.read(Index::newestInFlight).stream()
                .flatMap(newest -> renumbered(newest, survey, rewrite.next()))
                .toList();
        return new Swap(path, disk, admission, batches, rewrite, renumbered, options.preallocateBytes()).run();
    }

    private int linesNow() {
        return admission.read(index -> index.generation().lines().size());
    }

    /** The newest entry of an operation in flight with the number that it has in the new file, if it has another there. */
    private static Stream<Index.Renumbered> renumbered(Index.Newest newest, Survey survey, Generation next) {
        JournalEntry entry = newest.entry();
        if (!survey.saw(entry.recordNumber())) {
            return Stream.empty();
        }
        long number = next.newestNumber(newest.operation());
        return Stream.of(new Index.Renumbered(
                newest.operation(),
                entry.recordNumber(),
                entry.toBuilder().recordNumber(number).build()));
    }
}
