package dev.opjournal.benchmarks;

import dev.opjournal.benchmarks.append.AppendPhase;
import dev.opjournal.benchmarks.append.SyncPhase;
import dev.opjournal.benchmarks.opening.HeapPhase;
import dev.opjournal.benchmarks.opening.OpeningPhase;
import dev.opjournal.benchmarks.report.Document;
import dev.opjournal.benchmarks.run.Phase;
import dev.opjournal.benchmarks.run.Run;
import dev.opjournal.benchmarks.running.CompactionPhase;
import dev.opjournal.benchmarks.running.LongRunPhase;
import dev.opjournal.benchmarks.running.SoakPhase;
import java.util.List;

/** What {@code run.sh} starts: measures, and writes down what it found. */
final class Main {
    /** In the order in which they run. A further benchmark is one class here, and a section in the document. */
    private static final List<Phase> PHASES = List.of(
            new SyncPhase(),
            new AppendPhase(),
            new OpeningPhase(),
            new HeapPhase(),
            new LongRunPhase(),
            new CompactionPhase(),
            new SoakPhase());

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        boolean good = Run.of(PHASES, Document::write, arguments);
        System.exit(good ? 0 : 1);
    }
}
