package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The tests of the programme find what they are there to find: each of the bugs in {@link PlantedBugs}, planted into a copy of a class,
 * makes the test fail that is named with it, and without the bug the same test holds. So no promise is guarded by a test that
 * cannot fail. In every build some bugs are planted, others each time; with the profile all of them.
 */
class PlantedBugsIT {
    private static final String SCALE = "opjournal.reliability.scale";
    private static final String FIGURES = "opjournal.reliability.figures";
    private static final int IN_A_BUILD = 4;

    private static final List<PlantedBug> BUGS = drawn();
    private static final List<String> CAUGHT = new ArrayList<>();
    private static String scale;
    private static String figures;

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.opjournal");

    @TempDir
    Path directory;

    /** The tests that are run with a bug are run at the size that they have in every build. */
    @BeforeAll
    static void inSmall() {
        Scale.now();
        scale = System.getProperty(SCALE);
        figures = System.getProperty(FIGURES);
        System.setProperty(SCALE, "build");
        System.setProperty(FIGURES, "target/planted-figures");
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void report() {
        restore(SCALE, scale);
        restore(FIGURES, figures);
        LOG.setLevel(null);
        if (CAUGHT.size() == bugs().size()) {
            Figures.of(PlantedBugsIT.class, "")
                    .with("planted", bugs().size())
                    .with("caught", CAUGHT.size())
                    .report();
        }
    }

    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    static List<PlantedBug> all() {
        List<PlantedBug> all = new ArrayList<>(PlantedBugs.ofTheDisk());
        all.addAll(PlantedBugs.ofTheJournal());
        return all;
    }

    private static List<PlantedBug> drawn() {
        List<PlantedBug> all = all();
        long seed = Long.getLong("opjournal.reliability.seed", System.nanoTime());
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, Scale.of(IN_A_BUILD, all.size()));
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
        assertThat(Planted.run(test, null)).isNull();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void theBugIsFound(PlantedBug bug) throws Exception {
        assertThat(Planted.run(bug.test(), Planted.plant(bug, directory)))
                .as("what %s says of it", bug.test())
                .isNotNull();
        CAUGHT.add(bug.toString());
    }

    /** A text that is replaced must not go away unseen, whichever bugs are planted in this build. */
    @ParameterizedTest
    @MethodSource("all")
    void theBugCanBePlanted(PlantedBug bug) throws Exception {
        assertThat(Planted.plant(bug, directory)).isNotEmptyDirectory();
    }
}
