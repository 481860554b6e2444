package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A journal that a Go daemon wrote, its last line torn, taken over as it is. Recovery is off, so that it stays so. */
class GoJournalTest extends SampleTest {
    private JsonNode expected;

    @DynamicPropertySource
    static void takeOver(DynamicPropertyRegistry properties) throws IOException {
        try (InputStream original = open("daemon-torn.jsonl")) {
            Files.copy(original, dir.resolve("operations.journal"));
        }
        properties.add("journal.recovery.enabled", () -> false);
    }

    private static InputStream open(String fixture) {
        return GoJournalTest.class.getResourceAsStream("/go-daemon/" + fixture);
    }

    @BeforeEach
    void readExpected() throws IOException {
        try (InputStream json = open("daemon-torn.expected.json")) {
            expected = JsonMapper.shared().readTree(json);
        }
    }

    @Test
    void theEndpointReportsWhatTheFileHolds() {
        Map<String, Integer> counts = new TreeMap<>();
        expected.path("latestState").forEach(state -> counts.merge(state.asString(), 1, Integer::sum));
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(expected.path("operations").intValue());

        Answer journal = app.get("/actuator/journal");

        for (String state : new String[] {"started", "task_running", "succeeded", "failed"}) {
            assertThat(journal.at("counts." + state))
                    .as(state)
                    .isEqualTo(counts.getOrDefault(state, 0).toString());
        }
        assertThat(journal.at("appliedKeys"))
                .isEqualTo(Integer.toString(expected.path("appliedKeys").size()));
        assertThat(journal.json().path("inFlight").valueStream().map(entry -> entry.path("opId")))
                .containsExactlyInAnyOrderElementsOf(expected.path("inFlight"));
        assertThat(journal.at("recovery.state")).isEqualTo("DISABLED");
    }

    @Test
    void healthNamesWhatIsInFlight() {
        Answer health = app.get("/actuator/health/journal");

        assertThat(health.at("status")).isEqualTo("UP");
        assertThat(health.at("details.inFlight")).isEqualTo("3");
        assertThat(health.at("details.oldest.0.opId")).isEqualTo("start-118-1789368111025802302");
        assertThat(health.at("details.oldest.0.state")).isEqualTo("task_running");
    }

    @Test
    void eachOperationCanBeAskedFor() {
        expected.path("latestState")
                .properties()
                .forEach(operation -> assertThat(operation(operation.getKey()).at("state"))
                        .as(operation.getKey())
                        .isEqualTo(operation.getValue().asString()));
    }

    @Test
    void itsAppliedKeysAndItsBusyVmsCount() {
        Answer replay = start("107", "Idempotency-Key", "job-c18685d6");
        assertThat(replay.status()).isEqualTo(202);
        assertThat(replay.header("Idempotent-Replayed")).contains("true");
        assertThat(replay.at("opId")).isEqualTo("start-107-1789367782176188739");

        assertProblem(stop("118"), 409, "VM busy");
        assertThat(cluster.tasks("qmstart", "107")).isZero();
    }
}
