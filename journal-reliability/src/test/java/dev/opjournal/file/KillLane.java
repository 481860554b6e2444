package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Kills one process after the other, and looks each time whether everything is there that any of them has acknowledged.
 *
 * <p>A journal goes on over ten rounds, so that keys, and operations left in flight, meet the next process. In every second
 * round a copy is looked at and the next process opens the journal as the kill left it; in the others this process opens
 * and closes it first.
 */
final class KillLane {
    private static final int ROUNDS_OF_ONE_JOURNAL = 10;
    private static final int MOST_ACKNOWLEDGEMENTS_BEFORE_THE_KILL = 500;

    private final QuickChildren children;
    private final Path directory;
    private final boolean compacting;
    private final long seed;
    private final Random random;

    /** All that the processes of one journal have acknowledged. */
    private Acknowledgements acknowledged;

    private int kills;
    private int tornTails;
    private long acknowledgements;

    KillLane(QuickChildren children, Path directory, boolean compacting, long seed) {
        this.children = children;
        this.directory = directory;
        this.compacting = compacting;
        this.seed = seed;
        this.random = new Random(seed);
    }

    int kills() {
        return kills;
    }

    int tornTails() {
        return tornTails;
    }

    /** How many entries were acknowledged by all that were killed. */
    long acknowledged() {
        return acknowledgements;
    }

    void kill(int rounds) {
        for (int round = 0; round < rounds; round++) {
            try {
                run(round);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Round " + round + " of seed " + seed + " failed", e);
            }
        }
    }

    private void run(int round) throws Exception {
        if (round % ROUNDS_OF_ONE_JOURNAL == 0) {
            acknowledged = new Acknowledgements(compacting);
        }
        Path journal = directory.resolve("ops-" + round / ROUNDS_OF_ONE_JOURNAL + ".journal");
        for (Acknowledged more : writeAndKill(journal, round)) {
            acknowledgements++;
            acknowledged.add(more);
        }
        acknowledged.assertNothingContradicts();
        if (round % 2 == 0) {
            check(journal);
        } else {
            Path copy = directory.resolve("copy-" + round + ".journal");
            Files.copy(journal, copy);
            check(copy);
            Files.delete(copy);
            Files.deleteIfExists(directory.resolve(copy.getFileName() + ".lock"));
        }
    }

    /** Kills the process once it has acknowledged so much, and takes in what it had still said. */
    private List<Acknowledged> writeAndKill(Path journal, int round) throws Exception {
        int enough = 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS_BEFORE_THE_KILL);
        List<Acknowledged> said = new ArrayList<>();
        try (ChildJvm child = children.start(KillChild.arguments(journal, round, random.nextLong(), compacting))) {
            for (String line; (line = child.nextLine()) != null; ) {
                said.add(Acknowledged.parse(line));
                if (said.size() == enough) {
                    child.kill();
                    kills++;
                }
            }
            assertThat(said.size()).as("it ended by itself: %s", child.errors()).isGreaterThanOrEqualTo(enough);
        }
        return said;
    }

    private void check(Path file) throws IOException {
        tornTails += isTorn(file) ? 1 : 0;
        try (Journal journal = Journals.open(file)) {
            acknowledged.assertKept(journal, file);
        }
    }

    private static boolean isTorn(Path file) {
        try (JournalFile read = JournalFile.open(file)) {
            return read.read((entry, offset, length) -> {}).verdict() == Verification.Verdict.TORN;
        }
    }
}
