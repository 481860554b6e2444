package dev.opjournal.cli;

import dev.opjournal.CompactionReport;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.file.JournalFile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "compact",
        description = {
            "Opens the journal, with its lock, and rewrites its file without what need not be kept.",
            "Refused while an application has it open. Without a retention everything is kept."
        })
final class CompactCommand extends FileCommand {
    @Option(
            names = "--retain-operations",
            paramLabel = "DURATION",
            description = "Drop operations that ended longer ago, for example P30D.")
    private @Nullable Duration retainOperations;

    @Option(
            names = "--retain-keys",
            paramLabel = "DURATION",
            description = "Drop keys that were applied longer ago: their requests may be executed again.")
    private @Nullable Duration retainKeys;

    /** The file was opened for reading first, so that a missing one is not made anew. */
    @Override
    int run(JournalFile file) {
        if (file.isGoDaemonFile()) {
            note("error: " + path() + " is a Go daemon's file; an application that opens it converts it, then compact");
            return ExitCode.NOT_DONE;
        }
        FileJournalOptions options = FileJournalOptions.defaults().withCompactAtBytes(Long.MAX_VALUE);
        if (retainOperations != null) {
            options = options.withRetainOperations(retainOperations);
        }
        if (retainKeys != null) {
            options = options.withRetainKeys(retainKeys);
        }
        try (FileJournal journal = FileJournal.open(path(), options)) {
            print(journal.compact());
        }
        return ExitCode.WHOLE;
    }

    private void print(CompactionReport report) {
        out().println(path() + ": " + report.bytesBefore() + " bytes of lines before, " + report.bytesAfter() + " now; "
                + Text.count(report.operationsDropped(), "operation") + " and "
                + Text.count(report.keysDropped(), "key") + " dropped");
    }
}
