package dev.opjournal.file;

import dev.opjournal.Journal;
import java.nio.file.Path;

/** A {@link Journal} in one local file. */
public final class FileJournal {
    private FileJournal() {}

    /** Opens with {@link FileJournalOptions#defaults()}. */
    public static Journal open(Path path) {
        return open(path, FileJournalOptions.defaults());
    }

    /** Opens the journal at the path, or creates it. */
    public static Journal open(Path path, FileJournalOptions options) {
        throw new UnsupportedOperationException();
    }
}
