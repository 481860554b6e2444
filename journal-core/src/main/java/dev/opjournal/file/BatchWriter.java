package dev.opjournal.file;

import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes appends in batches, through {@link GroupCommit}, and decides the fate of each append in them. A failure of an entry's write ends
 * this opening: whether the entry is on the device is not known, and no later write could tell. Only a failure while space
 * is set aside, where no entry is involved, may be a full disk, which passes.
 */
final class BatchWriter {
    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private static final String UNEXPLAINED = "memory or stack ran out while a batch was written";

    private final Path path;
    private final DiskLock lock;
    private final Index index;
    private final Admission admission;
    private final Disk disk;
    private final Clock clock;
    private final Listeners listeners;
    private final long largestBegin;
    private final GroupCommit commits = new GroupCommit(this::commit, this::breakDown);
    private final SpaceProbe probe;
    private final Supplier<JournalException> unexplained;

    /** Written and read by the leader. */
    private boolean released;

    /** Changed between batches, when the file is compacted. */
    private volatile LogWriter writer;

    private volatile LineEncoder encoder;

    /** Hears of the size of the lines after each batch. */
    private volatile LongConsumer growth = size -> {};

    /** Written by the leader; read by anybody. */
    private volatile JournalStatus.State state = JournalStatus.State.OPEN;

    private volatile @Nullable String failure;

    BatchWriter(
            Opening.Opened opened, Admission admission, Disk disk, FileJournalOptions options, Listeners listeners) {
        this.path = opened.path();
        this.lock = opened.lock();
        this.writer = opened.writer();
        this.encoder = opened.encoder();
        this.index = opened.index();
        this.admission = admission;
        this.disk = disk;
        this.clock = options.clock();
        this.largestBegin = Reserve.ofABegin(options.maxEntryBytes());
        this.listeners = listeners;
        this.unexplained = () -> new JournalFailedException(path, UNEXPLAINED, null);
        writer.growAhead(path, () -> disk.openUnsynced(path));
        this.probe = new SpaceProbe("opjournal-space-probe", this::isFullStill);
    }

    JournalStatus.State state() {
        return state;
    }

    @Nullable
    String failure() {
        return failure;
    }

    /** Behind the last line on the device. */
    long end() {
        return writer.end();
    }

    /** Encodes entries for the current file; a line of the one before is sealed for this one all the same. */
    LineEncoder encoder() {
        return encoder;
    }

    void onGrowth(LongConsumer listener) {
        growth = listener;
    }

    /** Runs something between two batches; if it throws, this opening has failed. */
    void between(Pending.Action action) {
        Pending pending = Pending.action(action);
        run(pending);
        pending.result();
    }

    /** Between two batches: the next one goes to another file. */
    void goOnWith(LogWriter next, byte[] seed) {
        LogWriter before = writer;
        next.growAhead(path, () -> disk.openUnsynced(path));
        encoder = encoder.of(seed);
        writer = next;
        try {
            before.close();
        } catch (IOException e) {
            log.warn("A file of the journal {} was not closed", path, e);
        }
    }

    /** Brings an append to the device; returns when its fate is decided. */
    void run(Pending pending) {
        commits.run(pending);
    }

    /** Nothing may be left undecided here, since its caller would wait for ever. */
    private void commit(List<Pending> batch) {
        try {
            Pending.Action action = batch.get(0).action();
            if (action != null) {
                action.run();
                batch.get(0).succeed();
            } else if (isOver()) {
                refuse(batch, over());
            } else {
                write(batch);
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(batch, e);
        }
    }

    boolean isOver() {
        return state == JournalStatus.State.FAILED || state == JournalStatus.State.CLOSED;
    }

    private Supplier<? extends JournalException> over() {
        Supplier<? extends JournalException> refusal = admission.refusal();
        return refusal != null ? refusal : unexplained;
    }

    private void write(List<Pending> batch) throws IOException {
        writer.takeAhead();
        if (index.generation().lines().size() > LineTable.MOST_LINES_BEFORE_A_BATCH) {
            throw new IllegalStateException(
                    "The file holds " + index.generation().lines().size()
                            + " lines, which is the most: compact it, with a retention that drops some");
        }
        List<Pending> fitting = fitting(batch);
        if (fitting.isEmpty()) {
            return;
        }
        long begunAt = writer.end();
        writer.begin();
        for (Pending pending : fitting) {
            for (Pending.Part part = pending.first(); part != null; part = part.next()) {
                long offset = writer.add(part.line());
                part.place(offset, writer.lastNumber());
            }
        }
        long nanos = System.nanoTime();
        writer.flush();
        nanos = System.nanoTime() - nanos;
        admission.publish(fitting);
        // Before the callers are released: what follows from this batch is told behind it.
        listeners.batchWritten(fitting, writer.end() - begunAt, nanos);
        for (Pending pending : fitting) {
            pending.succeed();
        }
        growth.accept(writer.end());
    }

    /** Those for which there is room, with what must be kept for the ends of operations; the others are refused. */
    private List<Pending> fitting(List<Pending> batch) throws IOException {
        long needed = Reserve.OWN_LINES + index.reserved();
        for (Pending pending : batch) {
            needed += pending.mostBytes() + reserveAdded(pending);
        }
        if (needed <= writer.room() || (state != JournalStatus.State.FULL && setAside(needed))) {
            if (state != JournalStatus.State.FULL) {
                writer.growAheadIfBelow(needed);
            }
            return batch;
        }
        List<Pending> fitting = new ArrayList<>();
        long kept = Reserve.OWN_LINES + index.reserved();
        for (Pending pending : batch) {
            long more = pending.mostBytes() + reserveAdded(pending);
            if (kept + more <= writer.room()) {
                kept += more;
                fitting.add(pending);
            } else {
                refuse(List.of(pending), full(needed));
            }
        }
        return fitting;
    }

    /** How much more must be kept once the append is written; less than 0 for an outcome. */
    private long reserveAdded(Pending pending) {
        Pending.Part first = pending.first();
        if (first == null || first.next() == null) {
            return first == null ? 0 : Reserve.of(first.entry(), first.line()) - reserveBefore(first);
        }
        long added = 0;
        Map<String, Long> kept = new HashMap<>();
        for (Pending.Part part = first; part != null; part = part.next()) {
            long reserve = Reserve.of(part.entry(), part.line());
            Long before = kept.put(part.entry().opId(), reserve);
            added += reserve - (before != null ? before : reserveBefore(part));
        }
        return added;
    }

    private long reserveBefore(Pending.Part part) {
        return reserveOf(index.inFlight(part.entry().opId()));
    }

    private static long reserveOf(@Nullable OpRecord operation) {
        return operation == null ? 0 : operation.reserve;
    }

    private Supplier<JournalException> full(long needed) throws IOException {
        long missing = writer.missingFor(needed);
        long usable = disk.usableSpace(path);
        return () -> new JournalFullException(path, missing, usable, null);
    }

    /** Makes the file larger; answers whether there is room now. */
    private boolean setAside(long bytes) throws IOException {
        long missing = writer.missingFor(bytes);
        try {
            trySettingAside(bytes, missing);
        } catch (IOException e) {
            full(e, missing);
            return false;
        }
        if (state == JournalStatus.State.FULL) {
            log.info("The disk of the journal {} has room again", path);
            state = JournalStatus.State.OPEN;
            listeners.journalHasRoom();
        }
        return true;
    }

    /** Room may have come between the failure and the question after room, so that this tells nothing yet of the disk. */
    private void trySettingAside(long bytes, long missing) throws IOException {
        try {
            writer.setAside(bytes);
        } catch (IOException e) {
            if (disk.usableSpace(path) < missing) {
                throw e;
            }
            log.warn("No space was set aside for the journal {}, although there is room now: tried once more", path, e);
            writer.setAside(bytes);
        }
    }

    /** A failure to set space aside: it passes if the disk is full, or else ends this opening. */
    private void full(IOException cause, long missing) throws IOException {
        if (disk.usableSpace(path) >= missing) {
            throw cause;
        }
        if (state != JournalStatus.State.FULL) {
            log.error("The disk of the journal {} is full: no new operations until there is room", path, cause);
            state = JournalStatus.State.FULL;
            listeners.journalFull();
            probe.start();
        }
    }

    /**
     * For the probe: while the disk is full it alone tries, so that refusals cost no I/O. Room is room for any operation: else the
     * journal would be full and not full in turn, with each larger one that comes.
     */
    private boolean isFullStill() {
        run(Pending.action(() -> {
            if (state == JournalStatus.State.FULL) {
                long room = Math.max(writer.halfAChunk(), largestBegin);
                setAside(Reserve.OWN_LINES + index.reserved() + room);
            }
        }));
        return state == JournalStatus.State.FULL;
    }

    private void refuse(List<Pending> batch, Supplier<? extends JournalException> why) {
        for (Pending pending : batch) {
            admission.drop(pending);
            pending.refuse(why);
        }
    }

    private void fail(List<Pending> batch, Throwable cause) {
        boolean first = !isOver();
        String reason = cause.toString();
        Supplier<JournalException> why = () -> new JournalFailedException(path, reason, cause);
        if (first) {
            failure = reason;
            state = JournalStatus.State.FAILED;
            admission.refuseAll(why);
        }
        refuse(batch, why);
        if (first) {
            listeners.journalFailed(reason);
            stopAhead();
            log.error(
                    "The journal {} has failed: nothing more is taken until the application is started again",
                    path,
                    cause);
        }
    }

    private void stopAhead() {
        try {
            writer.stopAhead();
        } catch (IOException e) {
            log.warn("A file of the journal {} was not closed", path, e);
        }
    }

    /** The last resort, if {@link #fail} could not come to its end: what must be done comes first and takes no memory. */
    private void breakDown(List<Pending> batch) {
        if (!isOver()) {
            failure = UNEXPLAINED;
            state = JournalStatus.State.FAILED;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).refuse(unexplained);
        }
        admission.refuseAll(unexplained);
        // The reason that stands, in case it was not told.
        String reason = failure;
        if (reason != null) {
            listeners.journalFailed(reason);
        }
    }

    /** Closes after the appends under way. */
    void close() {
        run(Pending.action(this::closeBetweenBatches));
    }

    private void closeBetweenBatches() {
        if (released) {
            return;
        }
        released = true;
        probe.stop();
        try {
            if (state != JournalStatus.State.FAILED) {
                closeCleanly();
            }
        } catch (IOException | RuntimeException | Error e) {
            log.warn("The journal {} was not closed cleanly; its entries are on the device", path, e);
        }
        if (state != JournalStatus.State.FAILED) {
            state = JournalStatus.State.CLOSED;
        }
        index.generation().reader().release();
        for (AutoCloseable part : List.of(writer, lock)) {
            try {
                part.close();
            } catch (Exception e) {
                log.warn("A file of the journal {} was not closed", path, e);
            }
        }
    }

    /** The closing line witnesses that the last batch was written whole. Without room for it, the next opening writes one. */
    private void closeCleanly() throws IOException {
        writer.stopAhead();
        if (!writer.witnessed() && writer.room() >= Reserve.OWN_LINES) {
            writer.write(List.of(encoder.own(LineFormat.CLOSED, clock.instant())), new long[1]);
        }
        writer.trim();
    }
}
