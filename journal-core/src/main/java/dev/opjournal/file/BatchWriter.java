package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final JournalLock lock;
    private final LogWriter writer;
    private final TextReader reader;
    private final LineEncoder encoder;
    private final Index index;
    private final Admission admission;
    private final Disk disk;
    private final Clock clock;
    private final Listeners listeners;
    private final GroupCommit commits = new GroupCommit(this::commit, this::breakDown);
    private final SpaceProbe probe;
    private final Supplier<JournalException> unexplained;

    /** Written and read by the leader. */
    private boolean released;

    /** Written by the leader; read by anybody. */
    private volatile JournalStatus.State state = JournalStatus.State.OPEN;

    private volatile @Nullable String failure;

    BatchWriter(Opening.Opened opened, Admission admission, Disk disk, Clock clock, Listeners listeners) {
        this.path = opened.path();
        this.lock = opened.lock();
        this.writer = opened.writer();
        this.reader = opened.reader();
        this.encoder = opened.encoder();
        this.index = opened.index();
        this.admission = admission;
        this.disk = disk;
        this.clock = clock;
        this.listeners = listeners;
        this.unexplained = () -> new JournalFailedException(path, UNEXPLAINED, null);
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

    private boolean isOver() {
        return state == JournalStatus.State.FAILED || state == JournalStatus.State.CLOSED;
    }

    private Supplier<? extends JournalException> over() {
        Supplier<? extends JournalException> refusal = admission.refusal();
        return refusal != null ? refusal : unexplained;
    }

    private void write(List<Pending> batch) throws IOException {
        List<Pending> fitting = fitting(batch);
        if (fitting.isEmpty()) {
            return;
        }
        List<Line> lines = new ArrayList<>();
        fitting.forEach(pending -> lines.addAll(pending.lines()));
        long[] offsets = new long[lines.size()];
        long begun = System.nanoTime();
        long number = writer.write(lines, offsets);
        long nanos = System.nanoTime() - begun;
        int line = 0;
        for (Pending pending : fitting) {
            int count = pending.entries().size();
            pending.durable(
                    numbered(pending.entries(), number + line), Arrays.copyOfRange(offsets, line, line + count));
            line += count;
        }
        admission.publish(fitting);
        // Before the callers are released: what follows from this batch is told behind it.
        listeners.batchWritten(fitting, writer.end() - offsets[0], nanos);
        fitting.forEach(Pending::succeed);
    }

    private static List<JournalEntry> numbered(List<JournalEntry> entries, long first) {
        List<JournalEntry> numbered = new ArrayList<>(entries.size());
        for (JournalEntry entry : entries) {
            numbered.add(entry.toBuilder().recordNumber(first + numbered.size()).build());
        }
        return List.copyOf(numbered);
    }

    /** Those for which there is room, with what must be kept for the ends of operations; the others are refused. */
    private List<Pending> fitting(List<Pending> batch) throws IOException {
        long needed = Reserve.OWN_LINES + index.reserved();
        for (Pending pending : batch) {
            needed += pending.mostBytes() + reserveAdded(pending);
        }
        if (needed <= writer.room() || (state != JournalStatus.State.FULL && setAside(needed))) {
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
        long added = 0;
        Map<String, Long> kept = new HashMap<>();
        for (int i = 0; i < pending.entries().size(); i++) {
            JournalEntry entry = pending.entries().get(i);
            long reserve = Reserve.of(entry, pending.lines().get(i));
            Long before = kept.put(entry.opId(), reserve);
            added += reserve - (before != null ? before : reserveOf(index.operation(entry.opId())));
        }
        return added;
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
            writer.setAside(bytes);
        } catch (IOException e) {
            if (disk.usableSpace(path) >= missing) {
                throw e;
            }
            if (state != JournalStatus.State.FULL) {
                log.error("The disk of the journal {} is full: no new operations until there is room", path, e);
                state = JournalStatus.State.FULL;
                listeners.journalFull();
                probe.start();
            }
            return false;
        }
        if (state == JournalStatus.State.FULL) {
            log.info("The disk of the journal {} has room again", path);
            state = JournalStatus.State.OPEN;
            listeners.journalHasRoom();
        }
        return true;
    }

    /** For the probe: while the disk is full it alone tries, so that refusals cost no I/O. */
    private boolean isFullStill() {
        run(Pending.action(() -> {
            if (state == JournalStatus.State.FULL) {
                setAside(Reserve.OWN_LINES + index.reserved() + 1);
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
            log.error(
                    "The journal {} has failed: nothing more is taken until the application is started again",
                    path,
                    cause);
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
        for (AutoCloseable part : List.of(reader, writer, lock)) {
            try {
                part.close();
            } catch (Exception e) {
                log.warn("A file of the journal {} was not closed", path, e);
            }
        }
    }

    /** The closing line witnesses that the last batch was written whole. Without room for it, the next opening writes one. */
    private void closeCleanly() throws IOException {
        if (!writer.witnessed() && writer.room() >= Reserve.OWN_LINES) {
            writer.write(List.of(encoder.own(LineFormat.CLOSED, clock.instant())), new long[1]);
        }
        writer.trim();
    }
}
