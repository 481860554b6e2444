package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with sixteen writing threads is killed with SIGKILL at a random moment, again and again, while this process holds
 * what it has acknowledged.
 *
 * <p>Promise 1: what a call has returned is in the file, whenever the process dies. Promise 2: after the kill each entry is
 * there whole or not at all, and every acknowledged one is there. Promise 3: no key was admitted twice, over all processes of a
 * journal.
 *
 * <p>{@code -Dopjournal.kill.rounds} sets the number of kills; a quarter of them meets a process that compacts all the
 * time. {@code -Dopjournal.reliability.seed} sets the seed, which is random unless set and is told when a round fails.
 */
@EnabledOnOs({OS.LINUX, OS.MAC}) // where a kill is a signal
class KillIT {
    private static final int KILLS = Integer.getInteger("opjournal.kill.rounds", Scale.of(48, 1_000));
    private static final int KILLS_WHILE_COMPACTING = (KILLS + 3) / 4;
    private static final long SEED = Seed.draw();

    /** One process mostly waits for its start or for the disk, so that two of them take little more time than one. */
    private static final int LANES = 2;

    private static final int ACKNOWLEDGEMENTS_OF_THE_FIRST = 300;

    @TempDir
    static Path directory;

    private static QuickChildren children;

    @BeforeAll
    static void prepare() throws Exception {
        Path journal = directory.resolve("first.journal");
        children = QuickChildren.of(
                directory,
                KillChild.class,
                first -> {
                    for (int i = 0; i < ACKNOWLEDGEMENTS_OF_THE_FIRST; i++) {
                        assertThat(first.nextLine())
                                .as("it said: %s", first.errors())
                                .isNotNull();
                    }
                },
                KillChild.arguments(journal, 0, SEED, true));
    }

    @Test
    void whatAKilledProcessAcknowledgedIsThereAndNoKeyWasAdmittedTwice() throws Exception {
        killAll("", KILLS - KILLS_WHILE_COMPACTING, false);
    }

    @Test
    void soItIsWhenTheProcessIsKilledWhileItCompacts() throws Exception {
        killAll("while compacting", KILLS_WHILE_COMPACTING, true);
    }

    private static void killAll(String part, int kills, boolean compacting) throws Exception {
        Path place = Files.createDirectory(directory.resolve("compacting-" + compacting));
        List<KillLane> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new KillLane(
                    children, Files.createDirectory(place.resolve("lane-" + lane)), compacting, SEED + lane));
        }
        SideBySide.run(LANES, lane -> lanes.get(lane).kill(kills / LANES + (lane < kills % LANES ? 1 : 0)));
        Figures.of(KillIT.class, part)
                .with("kills", lanes.stream().mapToInt(KillLane::kills).sum())
                .with(
                        "acknowledged",
                        lanes.stream().mapToLong(KillLane::acknowledged).sum())
                .with("torn tails", lanes.stream().mapToInt(KillLane::tornTails).sum())
                .with("lost", 0)
                .with("admitted twice", 0)
                .report();
    }
}
