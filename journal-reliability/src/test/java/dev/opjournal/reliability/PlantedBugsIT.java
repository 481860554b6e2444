package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tests of the programme find what they are there to find: each of the bugs in {@link PlantedBugs}, planted into a copy of a class,
 * makes the test fail that is named with it, and without the bug the same test holds. So no promise is guarded by a test that
 * cannot fail. In every build some bugs are planted whose tests are quick, others each time; with the profile all of them.
 */
class PlantedBugsIT {
    private static final int IN_A_BUILD = 2;

    /** A test draws what it tries, so that one with a bug may miss it once. */
    private static final int MOST_RUNS = 3;

    private static final List<PlantedBug> BUGS = drawn();
    private static final List<String> CAUGHT = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterAll
    static void report() {
        if (CAUGHT.size() == bugs().size()) {
            Figures.of(PlantedBugsIT.class, "")
                    .with("planted", bugs().size())
                    .with("caught", CAUGHT.size())
                    .report();
        }
    }

    static List<PlantedBug> all() {
        List<PlantedBug> all = new ArrayList<>(PlantedBugs.ofTheDisk());
        all.addAll(PlantedBugs.ofTheJournal());
        return all;
    }

    private static List<PlantedBug> drawn() {
        if (Scale.now() == Scale.FULL) {
            return all();
        }
        List<PlantedBug> quick =
                new ArrayList<>(all().stream().filter(PlantedBugs::isQuick).toList());
        Collections.shuffle(quick, new Random(Seed.draw()));
        return quick.subList(0, IN_A_BUILD);
    }

    static List<PlantedBug> bugs() {
        return BUGS;
    }

    static Set<String> tests() {
        Set<String> tests = new LinkedHashSet<>();
        bugs().forEach(bug -> tests.add(bug.test()));
        return tests;
    }

    @ParameterizedTest
    @MethodSource("tests")
    void withoutABugTheTestHolds(String test) throws Exception {
        assertThat(new Planted(directory).run(test)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void theBugIsFound(PlantedBug bug) throws Exception {
        Planted planted = new Planted(directory);
        Path changed = planted.plant(bug);
        Optional<String> found = Optional.empty();
        for (int i = 0; i < MOST_RUNS && found.isEmpty(); i++) {
            found = planted.run(bug.test(), changed);
        }
        assertThat(found).as("what %s says of it", bug.test()).isPresent();
        CAUGHT.add(bug.toString());
    }

    /** A text that is replaced must not go away unseen, whichever bugs are planted in this build. */
    @ParameterizedTest
    @MethodSource("all")
    void theBugCanBePlanted(PlantedBug bug) throws Exception {
        assertThat(new Planted(directory).plant(bug)).isNotEmptyDirectory();
    }
}
