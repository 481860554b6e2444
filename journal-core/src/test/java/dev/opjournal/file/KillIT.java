package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with sixteen writing threads is killed with SIGKILL at a random moment, again and again. Whatever it
 * acknowledged is there afterwards, and no key was admitted twice.
 *
 * <p>A journal goes on over ten rounds, so that keys, and operations left in flight, meet the next process. In every second
 * round a copy is looked at and the next process opens the journal as the kill left it; in the others this process opens
 * and closes it first.
 *
 * <p>{@code -Dopjournal.kill.rounds} sets the number of rounds, 200 unless set, and a quarter of it with compactions; {@code -Dopjournal.kill.seed} the seed, which
 * is random unless set and is told when a round fails.
 */
@EnabledOnOs({OS.LINUX, OS.MAC}) // where a kill is a signal
class KillIT {
    private static final int ROUNDS = Integer.getInteger("opjournal.kill.rounds", 200);
    private static final int ROUNDS_WHILE_COMPACTING = (ROUNDS + 3) / 4;
    private static final long SEED = Long.getLong("opjournal.kill.seed", System.nanoTime());
    private static final int ROUNDS_OF_ONE_JOURNAL = 10;
    private static final int MOST_ACKNOWLEDGEMENTS_BEFORE_THE_KILL = 500;

    /** What the killed process says of an entry whose call has returned. */
    record Acknowledged(long number, OpState state, String opId, String key) {
        private static final String END = ".";

        static Acknowledged of(JournalEntry entry) {
            return of(entry, false);
        }

        /** Compactions change numbers, so that beside them 0 stands for each. */
        static Acknowledged of(JournalEntry entry, boolean compacting) {
            return new Acknowledged(
                    compacting ? 0 : entry.recordNumber(),
                    entry.state(),
                    entry.opId(),
                    entry.idempotencyKey().orElse(""));
        }

        String toLine() {
            return String.join(" ", Long.toString(number), state.name(), opId, key, END);
        }

        static Acknowledged parse(String line) {
            String[] parts = line.split(" ", -1);
            assertThat(parts).as("the line '%s'", line).hasSize(5).endsWith(END);
            return new Acknowledged(Long.parseLong(parts[0]), OpState.valueOf(parts[1]), parts[2], parts[3]);
        }
    }

    @TempDir
    Path directory;

    /** All that the processes of one journal have acknowledged. */
    private final Set<Acknowledged> acknowledged = new HashSet<>();

    /** Whether the processes compact the journal one time after the other while they write. */
    private boolean compacting;

    @Test
    void whatAKilledProcessAcknowledgedIsThereAndNoKeyWasAdmittedTwice() throws Exception {
        killAll(ROUNDS);
    }

    @Test
    void soItIsWhenTheProcessIsKilledWhileItCompacts() throws Exception {
        compacting = true;
        killAll(ROUNDS_WHILE_COMPACTING);
    }

    private void killAll(int rounds) throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < rounds; round++) {
            try {
                run(round, random);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Round " + round + " of seed " + SEED + " failed", e);
            }
        }
    }

    private void run(int round, Random random) throws Exception {
        if (round % ROUNDS_OF_ONE_JOURNAL == 0) {
            acknowledged.clear();
        }
        Path journal = directory.resolve("ops-" + round / ROUNDS_OF_ONE_JOURNAL + ".journal");
        int acknowledgements = 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS_BEFORE_THE_KILL);
        for (Acknowledged more : writeAndKill(journal, round, random.nextLong(), acknowledgements)) {
            acknowledged.add(more);
        }
        if (!compacting) {
            assertThat(acknowledged).extracting(Acknowledged::number).doesNotHaveDuplicates();
        }
        if (round % 2 == 0) {
            check(journal);
        } else {
            Path copy = directory.resolve("copy-" + round + ".journal");
            Files.copy(journal, copy);
            check(copy);
        }
    }

    /** Kills the process once it has acknowledged so much, and takes in what it had still said. */
    private List<Acknowledged> writeAndKill(Path journal, int round, long seed, int acknowledgements) throws Exception {
        List<Acknowledged> said = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(
                directory,
                KillChild.class,
                journal.toString(),
                Integer.toString(round),
                Long.toString(seed),
                Boolean.toString(compacting))) {
            for (String line; (line = child.nextLine()) != null; ) {
                said.add(Acknowledged.parse(line));
                if (said.size() == acknowledgements) {
                    child.kill();
                }
            }
            assertThat(said.size())
                    .as("it ended by itself: %s", child.errors())
                    .isGreaterThanOrEqualTo(acknowledgements);
        }
        return said;
    }

    private void check(Path file) throws IOException {
        try (Journal journal = Journals.open(file)) {
            for (Acknowledged entry : acknowledged) {
                assertThat(journal.history(entry.opId()))
                        .as("the history of %s", entry.opId())
                        .extracting(read -> Acknowledged.of(read, compacting))
                        .contains(entry);
                if (entry.state() == OpState.SUCCEEDED && !entry.key().isEmpty()) {
                    assertThat(journal.alreadyApplied(entry.key()))
                            .as(entry.key())
                            .isTrue();
                }
            }
            JournalText text = JournalText.read(file);
            text.assertNoKeyWasAdmittedTwice();
            assertThat(new TreeSet<>(
                            journal.inFlight().stream().map(JournalEntry::opId).toList()))
                    .isEqualTo(text.inFlight());
            assertThat(journal.interrupted()).isEqualTo(journal.inFlight());
        }
    }
}
