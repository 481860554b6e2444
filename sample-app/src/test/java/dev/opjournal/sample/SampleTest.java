package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.simulator.TestCluster;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole application, over HTTP, against a cluster whose tasks run until the test ends them. All tests of a class
 * share both: each takes a VM of its own.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "proxmox.read-timeout=2s",
            "proxmox.poll-interval=20ms",
            "journal.recovery.recheck-interval=50ms",
            "journal.recovery.backoff.first=50ms"
        })
@DirtiesContext
public abstract class SampleTest {
    @TempDir
    protected static Path dir;

    protected static TestCluster cluster;

    @LocalServerPort
    private int port;

    protected Http app;

    @DynamicPropertySource
    static void connectToCluster(DynamicPropertyRegistry properties) {
        cluster = new TestCluster(dir.resolve("cluster.json"));
        properties.add("proxmox.url", cluster::url);
        properties.add("proxmox.token", () -> TestCluster.TOKEN);
        properties.add("journal.path", () -> dir.resolve("operations.journal").toString());
    }

    @AfterAll
    static void closeCluster() {
        cluster.close();
    }

    @BeforeEach
    void connect() {
        app = new Http(URI.create("http://127.0.0.1:" + port));
        cluster.faults("{}");
    }

    protected Answer start(String vmid, String... headers) {
        return app.post("/vms/" + vmid + "/start", "", headers);
    }

    protected Answer stop(String vmid, String... headers) {
        return app.post("/vms/" + vmid + "/stop", "", headers);
    }

    protected Answer configure(String vmid, String json, String key) {
        return app.put("/vms/" + vmid + "/config", json, "Content-Type", "application/json", "Idempotency-Key", key);
    }

    /** The id of an operation that was taken. */
    protected static String taken(Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        assertThat(answer.at("state")).isEqualTo("started");
        return answer.at("opId");
    }

    protected Answer operation(String opId) {
        return app.get("/operations/" + opId);
    }

    protected Answer awaitState(String opId, String state) {
        return await().pollInterval(Duration.ofMillis(20))
                .until(() -> operation(opId), answer -> answer.at("state").equals(state));
    }

    /** Waits until the cluster works on the operation, and lets it end. */
    protected Answer awaitEnd(String opId, String state) {
        awaitState(opId, "task_running");
        cluster.endTasks();
        return awaitState(opId, state);
    }

    /** How many operations the journal holds. */
    protected long journaled() {
        Answer journal = app.get("/actuator/journal");
        assertThat(journal.status()).isEqualTo(200);
        long sum = 0;
        for (String state : new String[] {"started", "task_running", "succeeded", "failed"}) {
            sum += journal.json().path("counts").path(state).longValue();
        }
        return sum;
    }

    protected static void assertProblem(Answer answer, int status, String title) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.at("title")).isEqualTo(title);
        assertThat(answer.at("status")).isEqualTo(String.valueOf(status));
        assertThat(answer.at("detail")).isNotBlank();
    }
}
