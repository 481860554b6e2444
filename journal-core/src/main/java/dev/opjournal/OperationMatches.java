package dev.opjournal;

import java.util.List;

/**
 * What a journal found.
 *
 * @param entries the newest entries of operations that match, the newest at the front
 * @param complete whether these are all that match, or as many as were asked for; false if the journal stopped looking before,
 *     since it looks through so many only, and may hold older ones
 */
public record OperationMatches(List<JournalEntry> entries, boolean complete) {
    public OperationMatches {
        entries = List.copyOf(entries);
    }
}
