package dev.opjournal.cli;

import dev.opjournal.file.JournalFile;
import dev.opjournal.file.SalvageReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "salvage",
        description = {
            "Writes everything of a damaged journal that can be proven into a new one, and lists what was lost.",
            "The damaged file is not touched."
        })
final class SalvageCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "NEW_FILE", description = "Where no file may be yet.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path into;

    @Override
    int run(JournalFile file) {
        SalvageReport report = file.salvage(into);
        out().println(into + ": " + report.entries() + " entries kept, as records " + report.firstRecord() + " to "
                + report.lastRecord());
        if (report.headerLost()) {
            out().println("  header  lost; the lines were proven by each other");
        }
        report.losses().forEach(loss -> out().println("  lost    " + Losses.text(loss)));
        report.contradictions().forEach(text -> out().println("  odd     " + Text.safe(text)));
        report.unsureKeys()
                .forEach(key -> out().println("  key     " + Text.safe(key) + ": not known whether it was applied"));
        if (report.isMoreLostThanNamed()) {
            out().println("  beware  more is lost than names can be read: any other key may have been applied too,"
                    + " and any operation may have ended");
        }
        return ExitCode.WHOLE;
    }
}
