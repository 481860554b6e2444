package dev.opjournal.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * docs/grafana-dashboard.json is a dashboard as Grafana's classic model (schema version 39, Grafana 10.4) has it, as far as
 * that can be told without a Grafana, and asks for what a Prometheus registry really renders.
 */
class GrafanaDashboardTest {
    private static final Path FILE = Path.of("../docs/grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("\\bjournal_[a-z_]+");
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_]+)(?:\\{([^}]*)})? ", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=~?\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

    /** Labels that a scrape adds. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job");

    private static final int COLUMNS = 24;

    @TempDir
    Path directory;

    private final JsonNode dashboard = read();

    private static JsonNode read() {
        return JsonMapper.shared().readTree(FILE.toFile());
    }

    private static Stream<JsonNode> each(JsonNode array) {
        assertThat(array.isArray()).isTrue();
        return StreamSupport.stream(array.spliterator(), false);
    }

    private Stream<JsonNode> panels() {
        return each(dashboard.path("panels"));
    }

    private List<String> queries() {
        List<String> queries = new ArrayList<>();
        panels().flatMap(panel -> each(panel.path("targets")))
                .forEach(target -> queries.add(target.path("expr").asString("")));
        each(dashboard.at("/templating/list"))
                .filter(variable -> variable.path("type").asString("").equals("query"))
                .forEach(variable ->
                        queries.add(variable.path("query").path("query").asString("")));
        return queries;
    }

    @Test
    void itIsADashboardThatCanBeImported() {
        assertThat(dashboard.path("uid").asString("")).hasSizeBetween(1, 40);
        assertThat(dashboard.path("title").asString("")).isEqualTo("Opjournal");
        assertThat(dashboard.path("schemaVersion").asInt()).isEqualTo(39);
        assertThat(dashboard.has("id")).as("an id of another Grafana").isFalse();
        assertThat(dashboard.at("/time/from").asString("")).isEqualTo("now-6h");
        assertThat(dashboard.at("/annotations/list").isArray()).isTrue();
    }

    @Test
    void eachPanelIsOfAKindThatGrafanaHasAndAsksTheChosenDataSource() {
        assertThat(panels()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("type").asString("")).isIn("stat", "timeseries");
            assertThat(panel.path("title").asString("")).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asString("")).isIn("short", "s", "ops", "bytes");
            assertThat(panel.at("/fieldConfig/overrides").isArray()).isTrue();
            asksTheChosenDataSource(panel);
            assertThat(each(panel.path("targets"))).isNotEmpty().allSatisfy(target -> {
                asksTheChosenDataSource(target);
                assertThat(target.path("expr").asString("")).isNotBlank();
            });
            assertThat(each(panel.path("targets"))
                            .map(target -> target.path("refId").asString("")))
                    .doesNotHaveDuplicates()
                    .doesNotContain("");
        });
        assertThat(panels().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(each(dashboard.at("/templating/list"))
                        .map(variable -> variable.path("name").asString("")))
                .containsExactly("datasource", "instance");
    }

    private static void asksTheChosenDataSource(JsonNode node) {
        assertThat(node.at("/datasource/type").asString("")).isEqualTo("prometheus");
        assertThat(node.at("/datasource/uid").asString("")).isEqualTo("${datasource}");
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<String> taken = new HashSet<>();
        panels().map(panel -> panel.path("gridPos")).forEach(place -> {
            int x = place.path("x").asInt(-1);
            int w = place.path("w").asInt(-1);
            assertThat(x).isNotNegative();
            assertThat(x + w).isLessThanOrEqualTo(COLUMNS);
            for (int column = x; column < x + w; column++) {
                for (int row = place.path("y").asInt(-1);
                        row < place.path("y").asInt() + place.path("h").asInt();
                        row++) {
                    assertThat(taken.add(column + "," + row))
                            .as(place.toString())
                            .isTrue();
                }
            }
        });
    }

    @Test
    void itsQueriesAskForWhatIsRendered() {
        Map<String, Set<String>> rendered = rendered();
        for (String query : queries()) {
            List<String> metrics = metricsIn(query);
            assertThat(metrics).as(query).isNotEmpty().isSubsetOf(rendered.keySet());
            for (String metric : metrics) {
                assertThat(labelsIn(query)).as(query).isSubsetOf(rendered.get(metric));
            }
            assertThat(query.chars().filter(c -> c == '(').count())
                    .as(query)
                    .isEqualTo(query.chars().filter(c -> c == ')').count());
        }
    }

    @Test
    void itShowsEveryMeter() {
        Set<String> shown = new TreeSet<>();
        queries().forEach(query -> shown.addAll(metricsIn(query)));
        assertThat(shown).isEqualTo(rendered().keySet());
    }

    @Test
    void theAlertsOfTheDocumentationAskForWhatIsRendered() throws IOException {
        assertThat(metricsIn(Files.readString(Path.of("../docs/metrics.md"))))
                .isNotEmpty()
                .isSubsetOf(rendered().keySet());
    }

    private static List<String> metricsIn(String query) {
        return METRIC.matcher(query).results().map(MatchResult::group).toList();
    }

    private static Set<String> labelsIn(String query) {
        Set<String> labels = new TreeSet<>();
        LABEL.matcher(query).results().forEach(label -> labels.add(label.group(1)));
        BY.matcher(query)
                .results()
                .forEach(by -> labels.addAll(List.of(by.group(1).split(", "))));
        return labels;
    }

    /** The names of the samples that Prometheus gets, with their labels. */
    private Map<String, Set<String>> rendered() {
        String scraped = MeasuredLife.in(
                directory, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), PrometheusMeterRegistry::scrape);
        Map<String, Set<String>> samples = new TreeMap<>();
        SAMPLE.matcher(scraped).results().forEach(sample -> {
            Set<String> labels = samples.computeIfAbsent(sample.group(1), name -> new TreeSet<>(OF_THE_SCRAPE));
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        });
        return samples;
    }
}
