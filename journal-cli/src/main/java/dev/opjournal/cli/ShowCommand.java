package dev.opjournal.cli;

import dev.opjournal.JournalEntry;
import dev.opjournal.file.JournalFile;
import dev.opjournal.file.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows the history of an operation, entry by entry.")
final class ShowCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "OP_ID", description = "The operation.")
    private String opId = "";

    @Option(names = "--show-values", description = "Values of params and results too: they may be secrets.")
    private boolean showValues;

    @Option(names = "--json", description = "The lines as they stand in the file, values and all.")
    private boolean json;

    private long found;

    @Override
    int run(JournalFile file) {
        Verification end = file.read((entry, offset, length) -> {
            if (entry.opId().equals(opId)) {
                found++;
                if (json) {
                    out().println(file.line(offset, length));
                } else {
                    show(entry, offset);
                }
            }
        });
        int code = concluded(end);
        if (found > 0) {
            return code;
        }
        note("error: there is no operation " + Text.safe(opId) + " in " + path()
                + "; list --all names those that are there");
        return code == ExitCode.WHOLE ? ExitCode.NOT_DONE : code;
    }

    private void show(JournalEntry entry, long offset) {
        if (found == 1) {
            out().println("operation " + Text.safe(entry.opId()) + ": " + Text.safe(entry.kind())
                    + (entry.target().isEmpty() ? "" : " on " + Text.safe(entry.target())));
            entry.idempotencyKey().ifPresent(key -> field("key", key));
            entry.params().forEach((name, value) -> field("param", name + " = " + (showValues ? value : "(hidden)")));
        }
        out().println("record " + entry.recordNumber() + " at offset " + offset + ", " + Text.time(entry.at()) + ": "
                + entry.state().text() + (entry.isRelease() ? ", released" : ""));
        entry.task().ifPresent(task -> field("task", task));
        entry.error().ifPresent(error -> field("error", error));
        entry.result().ifPresent(result -> field("result", showValues ? result : "(hidden)"));
        entry.resultDropped().ifPresent(why -> field("result", "not recorded: " + why));
    }

    private void field(String name, String value) {
        out().println("  " + name + " ".repeat(8 - name.length()) + Text.safe(value));
    }
}
