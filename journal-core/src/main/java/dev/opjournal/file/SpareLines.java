package dev.opjournal.file;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lines that were sealed and may be made anew, so that an append allocates no bytes for its line. A thread finds the one
 * that it gave back last, unless another thread, whose id falls on the same place, has taken it. Thread-safe; holds at most
 * 256 lines of 4 KiB.
 */
final class SpareLines {
    private static final int PLACES = 256;
    private static final int LARGEST_KEPT = 1 << 12;

    private final AtomicReferenceArray<@Nullable Line> places = new AtomicReferenceArray<>(PLACES);

    Line take() {
        Line spare = places.getAndSet(place(), null);
        return spare != null ? spare : new Line();
    }

    /** Takes a line back that nobody uses any more. */
    void giveBack(Line line) {
        if (line.prefix().array().length <= LARGEST_KEPT) {
            places.set(place(), line);
        }
    }

    private static int place() {
        return (int) Thread.currentThread().getId() & (PLACES - 1);
    }
}
