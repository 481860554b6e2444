package dev.opjournal.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the good lines of a journal's file end, and what stands behind them.
 *
 * @param entries how many entries the good lines hold; the journal's own lines are not counted
 * @param end the offset of the first byte behind the good lines
 * @param lastRecord the number of the last good line; 0 if there is none
 * @param size of the file, in bytes
 * @param rule the row of the table in docs/file-format.md that decided, for example {@code T6}; empty where the table does
 *     not apply: a file of the Go daemon, or one without a header that can be read
 * @param why in words
 * @param operations that a torn or unfinished tail names, as far as they can be read
 * @param holder who had the journal open when a tail was found that is not the end, for people; null if nobody had
 */
public record Verification(
        Verdict verdict,
        long entries,
        long end,
        long lastRecord,
        long size,
        String rule,
        String why,
        List<String> operations,
        @Nullable String holder) {

    /** What a file is. */
    public enum Verdict {
        /** Every line is good. */
        WHOLE,
        /** An application has the journal open, and its last batch may be under way. Look again to be sure. */
        UNDER_WAY,
        /** A crash tore off what was never acknowledged. The journal opens; the tail is set aside then. */
        TORN,
        /** Acknowledged entries were altered or lost. The journal does not open. */
        DAMAGED
    }

    public Verification {
        operations = List.copyOf(operations);
    }
}
