package dev.opjournal.cli;

import dev.opjournal.file.JournalFile;
import dev.opjournal.file.Loss;
import dev.opjournal.file.Verification;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = "Checks every line, and tells what stands behind the last good one.",
        footer = "Exit code 0: whole. 1: torn, will open. 2: damaged. 3: cannot be read.")
final class VerifyCommand extends FileCommand {
    @Option(names = "--all", description = "Go on behind damage, and list each place at which something is lost.")
    private boolean all;

    @Override
    int run(JournalFile file) {
        Verification end = file.read((entry, offset, length) -> {});
        out().println(path() + ": " + verdict(end));
        out().println("  good    " + Text.count(end.entries(), "entry").replace("entrys", "entries")
                + (end.lastRecord() > 0 ? ", up to record " + end.lastRecord() : "") + ", to offset " + end.end()
                + " of " + end.size());
        out().println("  behind  " + (end.rule().isEmpty() ? "" : end.rule() + ": ") + end.why());
        if (!end.operations().isEmpty()) {
            out().println("  named   " + Text.safe(String.join(", ", end.operations())));
        }
        if (all && end.verdict() == Verification.Verdict.DAMAGED) {
            print(file.losses());
        }
        return ExitCode.of(end.verdict());
    }

    private static String verdict(Verification end) {
        return switch (end.verdict()) {
            case WHOLE -> "whole";
            case UNDER_WAY -> "in use by " + end.holder() + ": the last batch may be under way";
            case TORN -> "torn at offset " + end.end() + ": it opens, and what was never acknowledged is set aside";
            case DAMAGED ->
                "damaged at offset " + end.end() + ", where record " + (end.lastRecord() + 1)
                        + " should stand: it does not open";
        };
    }

    private void print(List<Loss> losses) {
        for (Loss loss : losses) {
            out().println("  lost    " + Losses.text(loss));
        }
    }
}
