package dev.opjournal.cli;

import dev.opjournal.file.JournalFile;
import dev.opjournal.file.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command has: the file, and two streams. */
@Command(mixinStandardHelpOptions = true)
abstract class FileCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The journal's file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path path;

    @Override
    public Integer call() {
        try (JournalFile file = JournalFile.open(path)) {
            return run(file);
        }
    }

    abstract int run(JournalFile file);

    Path path() {
        return path;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void note(String line) {
        out().flush();
        spec.commandLine().getErr().println(line);
    }

    CommandLine.ParameterException wrong(String problem) {
        return new CommandLine.ParameterException(spec.commandLine(), problem);
    }

    /** For a command that shows entries: says where they end if that is not the end of the journal. */
    int concluded(Verification end) {
        switch (end.verdict()) {
            case WHOLE -> {}
            case UNDER_WAY -> note("note: in use by " + end.holder() + ": the last batch may be under way");
            case TORN ->
                note("note: a crash tore off what stands from offset " + end.end() + " on; it was never acknowledged");
            case DAMAGED -> {
                note("error: " + path() + " is damaged at offset " + end.end() + ": " + end.why()
                        + "; nothing behind is shown. Run verify --all, then salvage");
                return ExitCode.DAMAGED;
            }
        }
        return ExitCode.WHOLE;
    }
}
