package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on reliability names the tests of the programme, all of them, and a script that is there. */
class ReliabilityPageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| ([^|]*) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+IT)`");

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/reliability.md"));
    }

    @Test
    void eachTestOfTheProgrammeIsInARowAndNoRowNamesAnother() throws IOException {
        Set<String> named = ROW.matcher(page())
                .results()
                .flatMap(row -> TEST.matcher(row.group(2)).results())
                .map(test -> test.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(testsOfTheProgramme());
    }

    private static Set<String> testsOfTheProgramme() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("journal-reliability/src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("IT.java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void thereAreFifteenRows() throws IOException {
        assertThat(ROW.matcher(page()).results().map((MatchResult row) -> Integer.valueOf(row.group(1))))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void noFigureIsLeftToBeFilledIn() throws IOException {
        assertThat(page()).doesNotContainPattern("@\\d+@");
    }

    @Test
    void theScriptCanBeRun() {
        assertThat(ROOT.resolve("journal-reliability/run.sh")).isExecutable();
    }
}
