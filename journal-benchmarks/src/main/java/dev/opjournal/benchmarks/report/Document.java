package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.run.PhaseRun;
import dev.opjournal.benchmarks.run.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The documents that the command writes, from nothing but results. */
public final class Document {
    private static final String TEXT = "performance.md";
    private static final String CHART = "performance.svg";

    private Document() {}

    public static void write(Results results, Path directory) throws IOException {
        Files.writeString(directory.resolve(TEXT), text(results));
        Files.writeString(directory.resolve(CHART), Chart.of(results));
    }

    static String text(Results results) {
        return """
                # Performance

                Written by `journal-benchmarks/run.sh` from `performance.json`, which holds what every round gave; change neither by
                hand. Each measurement has a JVM of its own; in each round every competitor is measured once, in turn, and figures
                are medians over the rounds. How each competitor is set up is told by its class in
                `journal-benchmarks/src/main/java/dev/opjournal/benchmarks/store`. A dash is what was not measured.

                ![Durable appends per second over threads](%s)

                ## Targets

                %s
                %s
                %s
                %s
                ## Where and when

                %s%s""".formatted(
                        CHART,
                        targets(results),
                        new AppendSection(results).text(),
                        new OpeningSection(results).text(),
                        new RunningSection(results).text(),
                        runs(results),
                        notes(results));
    }

    private static Table targets(Results results) {
        Table table = new Table(List.of("", "target", "measured", "reached"));
        for (Target target : new Targets(results).all()) {
            table.row(List.of(target.text(), target.limitText(), target.measuredText(), target.verdict()));
        }
        return table;
    }

    /** Machines are named once each: parts of the run may come from several. */
    private static String runs(Results results) {
        StringBuilder text = new StringBuilder();
        Set<Map<String, String>> machines = new LinkedHashSet<>();
        Table table = new Table(List.of("part", "began (UTC)", "took", "rounds", "commit", "command"));
        for (PhaseRun run : results.runs()) {
            machines.add(run.machine());
            table.row(List.of(
                    run.phase(),
                    run.began(),
                    run.seconds() + " s",
                    rounds(results, run.phase()),
                    run.commit(),
                    "`" + run.command() + "`"));
        }
        text.append(table);
        for (Map<String, String> machine : machines) {
            Table facts = new Table(List.of("machine", ""));
            machine.forEach((name, value) -> facts.row(List.of(name, value)));
            text.append('\n').append(facts);
        }
        return text.toString();
    }

    private static String rounds(Results results, String phase) {
        return String.valueOf(results.mostRounds(phase));
    }

    private static String notes(Results results) {
        StringBuilder text = new StringBuilder();
        for (PhaseRun run : results.runs()) {
            for (String note : run.notes()) {
                text.append(text.isEmpty() ? "\nTo be known:\n\n" : "")
                        .append("- ")
                        .append(run.phase())
                        .append(": ")
                        .append(note.replace('\n', ' '))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
