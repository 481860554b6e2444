package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.simulator.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built application, asked to end as an orchestrator does, with an operation in flight. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a process cannot be asked to end")
class TerminatedIT {
    private static final int BY_SIGTERM = 128 + 15;

    @TempDir
    private Path dir;

    @Test
    void whatIsInFlightStaysSoAndTheNextStartGoesOnWithIt() throws IOException {
        Path file = dir.resolve("data/operations.journal");
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            String opId;
            try (SampleProcess first = application(cluster)) {
                Http app = first.awaitHttp();
                opId = app.post("/vms/101/start", "", "Idempotency-Key", "job-1")
                        .at("opId");
                app.awaitState(opId, "task_running");

                assertThat(first.terminate()).isEqualTo(BY_SIGTERM);
            }
            // A clean close ends with a line that says so.
            assertThat(Files.readString(file).lines().reduce((line, next) -> next))
                    .hasValueSatisfying(line -> assertThat(line).contains("\"op_id\":\"opjournal:close"));
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                assertThat(app.get("/actuator/health/journal").at("details.oldest.0.opId"))
                        .isEqualTo(opId);
                cluster.endTasks();
                app.awaitState(opId, "succeeded");
            }
            assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
            assertThat(cluster.effects("start", "101")).isEqualTo(1);
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files)
                    .as("nothing was torn")
                    .noneMatch(beside -> beside.toString().contains(".torn-"));
        }
    }

    private SampleProcess application(TestCluster cluster) {
        return SampleProcess.run(dir, SampleProcess.argumentsFor(cluster));
    }
}
