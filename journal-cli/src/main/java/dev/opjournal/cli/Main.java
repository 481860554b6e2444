package dev.opjournal.cli;

import dev.opjournal.JournalDamagedException;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalLockedException;
import dev.opjournal.JournalOpenException;
import dev.opjournal.JournalReadException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar journal-cli.jar COMMAND FILE}. */
@Command(
        name = "journal-cli",
        description = "Looks at an operation journal without opening it, compacts it, and salvages a damaged one.",
        mixinStandardHelpOptions = true,
        version = "journal-cli 0.1.0-SNAPSHOT",
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            StatsCommand.class,
            CompactCommand.class,
            SalvageCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; the journal is whole (or in use, and whole so far)",
            "1:verify: a crash tore the tail off; the journal opens",
            "2:the journal is damaged and does not open",
            "3:the file cannot be read, is no journal, or one of an unknown version",
            "4:not done: compact or salvage was refused or failed, or there is no such operation",
            "64:the command line is wrong"
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // The encoding of a pipe is often not the one that a journal's texts need.
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintWriter errors = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = commandLine(out, errors).execute(arguments);
        out.flush();
        System.exit(code);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter errors) {
        return new CommandLine(new Main())
                .registerConverter(Duration.class, Main::duration)
                .setOut(out)
                .setErr(errors)
                .setUsageHelpAutoWidth(true)
                .setExitCodeExceptionMapper(Main::codeFor)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is no duration such as P30D or PT12H");
        }
    }

    private static int codeFor(Throwable failure) {
        if (failure instanceof JournalDamagedException) {
            return ExitCode.DAMAGED;
        }
        if (failure instanceof JournalLockedException || failure instanceof JournalFullException) {
            return ExitCode.NOT_DONE;
        }
        return failure instanceof JournalOpenException || failure instanceof JournalReadException
                ? ExitCode.UNREADABLE
                : ExitCode.NOT_DONE;
    }

    private static int wrongUsage(CommandLine.ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .println("error: " + Text.safe(wrong.getMessage()) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** One line, with what to do; a stack trace tells an operator nothing. */
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getOut().flush();
        String text = failure instanceof JournalException ? failure.getMessage() : failure.toString();
        command.getErr().println("error: " + Text.safe(text));
        return codeFor(failure);
    }
}
