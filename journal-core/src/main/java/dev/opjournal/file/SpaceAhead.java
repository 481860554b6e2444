package dev.opjournal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the next chunk aside before anybody needs it, on a thread of its own that starts with the first chunk, parks between
 * them and ends with {@link #close}. It has its own handle on the file. While a chunk is under way the file's end is this
 * thread's alone; all other methods are for one thread at a time, the leader of the batch.
 *
 * <p>A crash may leave a chunk half made behind a torn batch: {@link Tail} says how that is told from damage.
 */
final class SpaceAhead {
    private static final Logger log = LoggerFactory.getLogger(SpaceAhead.class);

    /** Opens the file that is to grow, with {@link Disk#openUnsynced}. */
    @FunctionalInterface
    interface Opener {
        DiskFile open() throws IOException;
    }

    /** For the log. */
    private final Path journal;

    private final Opener opener;
    private final Spaces spaces;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** All below are guarded by the lock. Null until the first chunk, and after {@link #stop}. */
    private @Nullable DiskFile file;

    private boolean threadRuns;
    private boolean unavailable;
    private boolean underWay;
    private boolean stopping;
    private boolean closed;
    /** The end of what is on the device, and where the chunk under way is to end. */
    private long filledTo;

    private long target;

    SpaceAhead(Path journal, Opener opener, Spaces spaces) {
        this.journal = journal;
        this.opener = opener;
        this.spaces = spaces;
    }

    /**
     * Begins to set aside, unless a chunk is under way or the file cannot be opened a second time: then whoever needs the space
     * makes it.
     *
     * @param from the end of the file, all of it on the device
     * @param to a multiple of {@link Spaces#UNIT}
     */
    void begin(long from, long to) {
        lock.lock();
        try {
            if (underWay || unavailable || closed) {
                return;
            }
            if (file == null) {
                file = opener.open();
            }
            if (!threadRuns) {
                startThread();
            }
            filledTo = from;
            target = to;
            underWay = true;
            changed.signalAll();
        } catch (IOException | OutOfMemoryError e) {
            unavailable = true;
            log.warn("No space can be set aside in the background for {}: appends will do it themselves", journal, e);
        } finally {
            lock.unlock();
        }
    }

    /** To where the file is on the device, as far as this has brought it; 0 before the first chunk. */
    long filledTo() {
        lock.lock();
        try {
            return filledTo;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the file reaches to the offset on the device, or no chunk is under way; answers to where it reaches. */
    long await(long offset) {
        lock.lock();
        try {
            while (underWay && filledTo < offset) {
                changed.awaitUninterruptibly();
            }
            return filledTo;
        } finally {
            lock.unlock();
        }
    }

    /** Space could be set aside: the next chunk may be tried here again. */
    void retry() {
        lock.lock();
        try {
            unavailable = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a chunk that is under way where it is, and lets go of the file. When this returns, nothing more is written to that
     * file. The next chunk opens the file anew, whichever has its name then.
     */
    void stop() throws IOException {
        lock.lock();
        try {
            stopping = true;
            while (underWay) {
                changed.awaitUninterruptibly();
            }
            stopping = false;
            unavailable = false;
            DiskFile open = file;
            file = null;
            if (open != null) {
                open.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #stop}, for good. */
    void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            stop();
        } finally {
            lock.unlock();
        }
    }

    private void startThread() {
        Thread thread = new Thread(this::run, "opjournal-space-ahead");
        thread.setDaemon(true);
        thread.start();
        threadRuns = true;
    }

    private void run() {
        try {
            for (DiskFile toFill; (toFill = awaitWork()) != null; ) {
                fill(toFill);
            }
        } finally {
            lock.lock();
            try {
                // Nobody may wait for a thread that memory running out has ended.
                threadRuns = false;
                end(true);
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable DiskFile awaitWork() {
        lock.lock();
        try {
            while (!underWay && !closed) {
                changed.awaitUninterruptibly();
            }
            return underWay ? file : null;
        } finally {
            lock.unlock();
        }
    }

    private void fill(DiskFile toFill) {
        long at = filledTo();
        try {
            while (goesOn(at)) {
                at = spaces.writeBesideAppends(toFill, at, target);
            }
            end(false);
        } catch (IOException | RuntimeException e) {
            // What it means is decided by whoever needs the space, when it is needed: by then it may have passed.
            log.warn(
                    "No space was set aside in the background for {}: an append that needs it tries itself",
                    journal,
                    e);
            end(true);
        }
    }

    /** Tells to where the file is on the device. */
    private boolean goesOn(long at) {
        lock.lock();
        try {
            filledTo = at;
            changed.signalAll();
            return at < target && !stopping;
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean failed) {
        lock.lock();
        try {
            unavailable = failed;
            underWay = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
