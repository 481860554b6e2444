package dev.opjournal.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/metrics.md says of meters is what a registry holds. */
class MetricsDocumentationTest {
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(journal\\.[a-z.]+)` \\| ([a-z ]+) \\| ([^|]*)\\| (.*) \\|.*\\|$", Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("`([a-z_.]+)`");

    @TempDir
    Path directory;

    /** A row of the table, without what is for people only. */
    private record Row(String name, String type, Set<String> tags) {}

    private List<Meter> meters() {
        return MeasuredLife.in(directory, new SimpleMeterRegistry(), MeterRegistry::getMeters);
    }

    @Test
    void theTableHoldsTheMetersWithTheirTypesAndTags() throws IOException {
        assertThat(documented())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(meters().stream()
                        .map(MetricsDocumentationTest::row)
                        .distinct()
                        .toList());
    }

    @Test
    void theMeaningNamesEachValueOfAnOutcomeOrState() throws IOException {
        for (Meter meter : meters()) {
            String line = line(meter.getId().getName());
            for (Tag tag : meter.getId().getTags()) {
                if (!tag.getKey().equals("kind")) {
                    assertThat(quoted(line)).as(line).contains(tag.getValue());
                }
            }
        }
    }

    @Test
    void theTagsAreOfLowCardinality() {
        assertThat(meters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(Tag::getKey)
                .containsOnly("kind", "state", "outcome");
    }

    private static Row row(Meter meter) {
        Set<String> tags = new TreeSet<>();
        meter.getId().getTags().forEach(tag -> tags.add(tag.getKey()));
        return new Row(meter.getId().getName(), type(meter), tags);
    }

    private static String type(Meter meter) {
        return switch (meter.getId().getType()) {
            case TIMER -> "timer";
            case GAUGE -> meter instanceof TimeGauge ? "time gauge" : "gauge";
            case COUNTER -> "counter";
            case DISTRIBUTION_SUMMARY -> "summary";
            default -> throw new AssertionError(meter.getId());
        };
    }

    private static List<Row> documented() throws IOException {
        return ROW.matcher(page())
                .results()
                .map(row -> new Row(row.group(1), row.group(2), quoted(row.group(3))))
                .toList();
    }

    private static String line(String meter) throws IOException {
        return page().lines()
                .filter(line -> line.startsWith("| `" + meter + "` |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + meter));
    }

    private static Set<String> quoted(String text) {
        Set<String> words = new TreeSet<>();
        QUOTED.matcher(text).results().forEach(word -> words.add(word.group(1)));
        return words;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/metrics.md"));
    }
}
