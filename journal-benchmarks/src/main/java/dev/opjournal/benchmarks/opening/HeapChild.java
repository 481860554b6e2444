package dev.opjournal.benchmarks.opening;

import dev.opjournal.Journal;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.file.FileJournal;
import java.nio.file.Path;

/** Live heap with a journal open, and without it. */
final class HeapChild {
    /** All that is live. */
    static final String LIVE = "live";
    /** What of it is the journal. */
    static final String JOURNAL = "journal";

    private HeapChild() {}

    /** Arguments: the journal, and how many operations are to be begun in it and left in flight. */
    public static void main(String[] arguments) {
        Path path = Path.of(arguments[0]);
        int inFlight = Integer.parseInt(arguments[1]);
        FileJournal.open(path).close(); // classes and whatever else stays of it are there from now on
        long without = Heap.live();
        long with = live(path, inFlight);
        ChildJvm.say(LIVE, (double) with);
        ChildJvm.say(JOURNAL, (double) (with - without));
        System.exit(0);
    }

    /** In a method of its own, so that nothing else holds the journal. */
    private static long live(Path path, int inFlight) {
        try (Journal journal = FileJournal.open(path)) {
            Dataset.writeInFlight(journal, inFlight);
            return Heap.live();
        }
    }
}
