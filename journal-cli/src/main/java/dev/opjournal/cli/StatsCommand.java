package dev.opjournal.cli;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.file.JournalFile;
import dev.opjournal.file.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "stats",
        description = "Counts operations by state and kind, keys and bytes. Ids and keys are held in memory.")
final class StatsCommand extends FileCommand {
    /** What is kept of an operation. */
    private record Known(String kind, OpState state, Instant at) {}

    @Option(
            names = "--retain-operations",
            paramLabel = "DURATION",
            description = "Tell how many ended operations are older, for example P30D.")
    private @Nullable Duration retain;

    private final Map<String, Known> operations = new HashMap<>();
    private final Set<String> applied = new HashSet<>();
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    @Override
    int run(JournalFile file) {
        Verification end = file.read((entry, offset, length) -> take(entry));
        line("file", file.isGoDaemonFile() ? "of a Go daemon, not converted yet" : header(file));
        line("bytes", end.end() + " of lines, " + (end.size() - end.end()) + " behind them, " + end.size() + " in all");
        line("entries", end.entries() + ", record " + end.lastRecord() + " is the last line");
        if (oldest != null && newest != null) {
            line("times", Text.time(oldest) + " to " + Text.time(newest));
        }
        line("operations", Integer.toString(operations.size()));
        for (OpState state : OpState.values()) {
            line("  " + state.text(), Long.toString(count(known -> known.state() == state)));
        }
        kinds().forEach((kind, count) -> line("  kind " + Text.brief(kind), count.toString()));
        line("keys", applied.size() + " applied");
        if (retain != null) {
            Instant before = Instant.now().minus(retain);
            line(
                    "retention",
                    retain + " would drop "
                            + count(known ->
                                    known.state().isTerminal() && known.at().isBefore(before))
                            + " ended operations; applied keys have a retention of their own");
        }
        return concluded(end);
    }

    private void take(JournalEntry entry) {
        operations.put(entry.opId(), new Known(entry.kind().intern(), entry.state(), entry.at()));
        if (entry.state() == OpState.SUCCEEDED) {
            entry.idempotencyKey().ifPresent(applied::add);
        }
        Instant at = entry.at();
        oldest = oldest == null || at.isBefore(oldest) ? at : oldest;
        newest = newest == null || at.isAfter(newest) ? at : newest;
    }

    private static String header(JournalFile file) {
        return file.header()
                .map(header ->
                        "format version " + header.version() + ", id " + header.fileId() + ", base " + header.base())
                .orElse("its header cannot be read");
    }

    private long count(Predicate<Known> wanted) {
        return operations.values().stream().filter(wanted).count();
    }

    private Map<String, Long> kinds() {
        Map<String, Long> kinds = new TreeMap<>();
        operations.values().forEach(known -> kinds.merge(known.kind(), 1L, Long::sum));
        return kinds;
    }

    private void line(String name, String value) {
        out().println(name + " ".repeat(Math.max(2, 16 - name.length())) + value);
    }
}
