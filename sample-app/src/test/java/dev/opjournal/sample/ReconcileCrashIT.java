package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.simulator.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The built application, killed in the midst of corrections and started again. */
class ReconcileCrashIT {
    @TempDir
    private Path dir;

    private SampleProcess application(TestCluster cluster) {
        return SampleProcess.run(
                dir,
                SampleProcess.argumentsFor(
                        cluster,
                        "--reconcile.interval=50ms",
                        "--reconcile.vms.101.power=running",
                        "--reconcile.vms.102.settings.cores=4"));
    }

    private static JsonNode vm(Http app, int index) {
        return app.get("/reconcile").json().path("vms").path(index);
    }

    private static void awaitRounds(Http app) {
        long before = app.get("/reconcile").json().path("rounds").asLong(-1);
        await().until(() -> app.get("/reconcile").json().path("rounds").asLong(-1) > before + 5);
    }

    private static void awaitInStep(Http app, TestCluster cluster) {
        cluster.endTasks();
        await().until(() -> vm(app, 0).path("inStep").asBoolean(false)
                && vm(app, 1).path("inStep").asBoolean(false));
        awaitRounds(app);
    }

    @Test
    void correctionsUnderWayAtTheKillAreNotBegunAgain() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            String start;
            String configure;
            try (SampleProcess first = application(cluster)) {
                Http app = first.awaitHttp();
                start = awaitOperation(app, 0);
                configure = awaitOperation(app, 1);
                app.awaitState(start, "task_running");
                app.awaitState(configure, "task_running");
                first.kill();
            }
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                awaitRounds(app);
                assertThat(vm(app, 0).path("inFlight").asString("")).isEqualTo(start);
                assertThat(vm(app, 1).path("inFlight").asString("")).isEqualTo(configure);

                awaitInStep(app, cluster);
                assertThat(app.get("/operations/" + start).at("state")).isEqualTo("succeeded");
                assertThat(app.get("/operations/" + configure).at("state")).isEqualTo("succeeded");
                assertThat(vm(app, 0).has("lastOperation")).isFalse();
                assertThat(vm(app, 1).has("lastOperation")).isFalse();
            }
            onceEach(cluster);
        }
    }

    @Test
    void correctionsWhoseAnswerWasLostAtTheKillAreNotMadeTwice() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            cluster.faults("{\"dropAnswers\":2}");
            try (SampleProcess first = application(cluster)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> cluster.tasks("qmstart", "101") + cluster.tasks("qmconfig", "102") == 2);
                first.kill();
            }
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                awaitRounds(app);
                awaitInStep(app, cluster);
            }
            onceEach(cluster);
        }
    }

    private static String awaitOperation(Http app, int index) {
        return await().until(() -> vm(app, index).path("lastOperation").asString(""), opId -> !opId.isEmpty());
    }

    private static void onceEach(TestCluster cluster) {
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
        assertThat(cluster.effects("start", "101")).isEqualTo(1);
        assertThat(cluster.tasks("qmconfig", "102")).isEqualTo(1);
        assertThat(cluster.effects("set_config", "102")).isEqualTo(1);
    }
}
