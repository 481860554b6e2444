package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import java.io.IOException;
import java.util.List;

/** A damaged file: what of it can be kept, and what is lost. */
interface Wreck {
    /** Takes what is kept. */
    interface Taker {
        void take(JournalEntry entry, Line line);
    }

    /** How many entries are kept. */
    long entries();

    /** The highest record number that was found. */
    long lastNumber();

    boolean headerLost();

    List<Loss> losses();

    /** What was found twice and differs, in words. */
    List<String> contradictions();

    /**
     * Gives the entries that are kept, in their order; the same ones each time.
     *
     * @param seed of the file that the lines are for
     */
    void give(byte[] seed, Taker taker) throws IOException;
}
