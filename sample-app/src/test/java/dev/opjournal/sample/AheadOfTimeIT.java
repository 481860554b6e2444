package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.simulator.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built application on what was generated at build time ({@code spring-boot:process-aot}). */
class AheadOfTimeIT {
    @TempDir
    private Path dir;

    @Test
    void anOperationGoesItsWayOverAKill() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            String opId;
            try (SampleProcess first = application(cluster)) {
                Http app = first.awaitHttp();
                first.awaitOutput("(AOT-processed) SampleApplication");
                opId = app.post("/vms/101/start", "", "Idempotency-Key", "job-1")
                        .at("opId");
                app.awaitState(opId, "task_running");
                first.kill();
            }
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                assertThat(app.get("/actuator/health/journal").at("details.oldest.0.opId"))
                        .isEqualTo(opId);

                cluster.endTasks();
                app.awaitState(opId, "succeeded");

                assertThat(app.get("/actuator/journal").at("recovery.recovered"))
                        .isEqualTo("1");
                assertThat(app.get("/actuator/journal/" + opId).at("history.2.state"))
                        .isEqualTo("succeeded");
                assertThat(app.post("/vms/101/start", "", "Idempotency-Key", "job-1")
                                .header("Idempotent-Replayed"))
                        .contains("true");
            }
            assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
        }
    }

    @Test
    void theJournalIsOpenAtTheStartEvenWhenBeansAreLazy() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"));
                SampleProcess lazy = application(cluster, "--spring.main.lazy-initialization=true")) {
            lazy.awaitHttp();

            assertThat(dir.resolve("data/operations.journal")).isNotEmptyFile();
        }
    }

    @Test
    void wishesAreReadAndKept() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"));
                SampleProcess process = application(
                        cluster,
                        "--reconcile.interval=100ms",
                        "--reconcile.vms.101.power=running",
                        "--reconcile.vms.102.settings.onboot=true")) {
            Http app = process.awaitHttp();
            await().until(() -> {
                cluster.endTasks();
                return app.get("/reconcile")
                        .json()
                        .path("vms")
                        .valueStream()
                        .allMatch(vm -> vm.path("inStep").asBoolean(false));
            });

            assertThat(cluster.effects("start", "101")).isEqualTo(1);
            assertThat(cluster.api().get("/nodes/pve1/qemu/102/config").at("data.onboot"))
                    .isEqualTo("1");
        }
    }

    private SampleProcess application(TestCluster cluster, String... more) {
        return SampleProcess.runAheadOfTime(dir, SampleProcess.argumentsFor(cluster, more));
    }
}
