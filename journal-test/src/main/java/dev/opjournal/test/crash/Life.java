package dev.opjournal.test.crash;

import dev.opjournal.test.DiskChange;
import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One life of the application's process: what happens in it, and where it dies.
 *
 * <p>At its death the disk is copied as a reader of the device would find it. The journal under the application is not told: it
 * goes on, on a disk that nobody will look at, so that it has no failure to log; but whoever calls it, or has an effect, finds out
 * that he is dead.
 */
final class Life {
    private final StrictDisk disk;
    private final Path journal;
    private final @Nullable Crash end;
    private final CompletableFuture<StrictDisk> death = new CompletableFuture<>();

    /** All below are guarded by this. */
    private final List<Event> events = new ArrayList<>();

    private int writes;
    private int effects;
    private long progress;
    private int linesEnd;
    private boolean finished;
    private byte[] left = {};

    /**
     * A life that has not begun.
     *
     * @param end null if it does not crash
     */
    Life(StrictDisk disk, Path journal, @Nullable Crash end) {
        this.disk = disk;
        this.journal = journal;
        this.end = end;
    }

    /** The journal is open: its writes count from now on. */
    void begin() {
        lookAtLines();
        disk.onChange(this::changed);
    }

    /** Nothing counts any more: neither writes nor effects are told of, or died of. */
    void finish() {
        disk.onChange(change -> {});
        // Outside the lock of this, which a write takes behind that of the disk.
        byte[] now = content();
        synchronized (this) {
            left = finished ? left : now;
            finished = true;
        }
    }

    /** What was in the journal when it was finished. */
    synchronized List<Entry> entries() {
        return Lines.from(0, left).stream().map(Lines.Line::entry).toList();
    }

    /** The writes of a journal are on the device when they are done, so that what a crash leaves is told when they have begun. */
    private void changed(DiskChange change) {
        if (!change.file().equals(journal)) {
            return;
        }
        if (change.kind() == DiskChange.Kind.RENAME) {
            lookAtLines();
        } else if (change.kind() == DiskChange.Kind.WRITE && !change.done()) {
            write(content());
        }
    }

    private synchronized void lookAtLines() {
        linesEnd = Lines.end(content());
    }

    private synchronized void write(byte[] file) {
        int from = linesEnd;
        linesEnd = Lines.end(file);
        List<Lines.Line> lines = linesEnd > from ? Lines.from(from, file) : List.of();
        if (lines.isEmpty() || isDead()) {
            return;
        }
        int border = Lines.lastBorder(from, linesEnd);
        writes++;
        happen(new Event.Write(writes, lines.stream().map(Lines.Line::entry).toList(), border > from));
        if (end != null && end.isAtWrite(writes)) {
            int to = switch (end.left()) {
                case TORN -> border;
                case KEPT ->
                    lines.get(Math.min(end.kept() == 0 ? lines.size() : end.kept(), lines.size()) - 1)
                            .end();
                case LOST, EFFECT -> from;
            };
            die(leftUpTo(from, to, file));
        }
    }

    private StrictDisk leftUpTo(int from, int to, byte[] file) {
        StrictDisk left = disk.afterCrash(Survival.NOTHING);
        if (to > from) {
            try (var opened = left.open(journal)) {
                opened.write(from, file, from, to - from);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return left;
    }

    private byte[] content() {
        try {
            return disk.contentOf(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An effect has happened. */
    void effect(String what) {
        if (isFatal(what)) {
            // Outside the lock of this, which a write takes behind that of the disk.
            die(disk.afterCrash(Survival.NOTHING));
        }
        ensureAlive();
    }

    private synchronized boolean isFatal(String what) {
        if (isDead() || finished) {
            return false;
        }
        effects++;
        happen(new Event.Effect(effects, what));
        return end != null && end.isAtEffect(effects);
    }

    synchronized void note(String text) {
        if (!isDead()) {
            happen(new Event.Note(text));
        }
    }

    private synchronized void happen(Event event) {
        events.add(event);
        progressed();
    }

    /** Something goes on, of which a report does not tell. */
    synchronized void progressed() {
        progress++;
    }

    /** Another number each time that something has happened. */
    synchronized long progress() {
        return progress;
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    private void die(StrictDisk left) {
        death.complete(left);
    }

    boolean isDead() {
        return death.isDone();
    }

    /** Completes with what is on the device. */
    CompletableFuture<StrictDisk> death() {
        return death;
    }

    void ensureAlive() {
        if (isDead()) {
            throw crash();
        }
    }

    SimulatedCrash crash() {
        return new SimulatedCrash("The process has crashed: " + (end == null ? "" : end.inWords()));
    }
}
