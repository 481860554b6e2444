package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.simulator.TestCluster;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built application, killed in mid-operation and started again. */
class CrashIT {
    private static final String KEY = "Idempotency-Key";

    @TempDir
    private Path dir;

    private SampleProcess application(TestCluster cluster) {
        return SampleProcess.run(dir, SampleProcess.argumentsFor(cluster));
    }

    @Test
    void aTaskThatRanAtTheKillIsAskedAboutAfterTheRestart() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            String opId;
            String upid;
            try (SampleProcess first = application(cluster)) {
                Http app = first.awaitHttp();
                opId = app.post("/vms/101/start", "", KEY, "job-1").at("opId");
                upid = app.awaitState(opId, "task_running").at("task");
                first.kill();
            }
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                Answer health = await().until(
                                () -> app.get("/actuator/health/journal"),
                                answer -> answer.at("details.recovery").equals("COMPLETED"));
                assertThat(health.at("status")).isEqualTo("UP");
                assertThat(health.at("details.inFlight")).isEqualTo("1");
                assertThat(health.at("details.oldest.0.opId")).isEqualTo(opId);
                assertThat(health.at("details.oldest.0.task")).isEqualTo(upid);
                assertThat(app.post("/vms/101/start", "", KEY, "job-1").status())
                        .isEqualTo(409);
                assertThat(app.post("/vms/101/stop", "").status()).isEqualTo(409);

                cluster.endTasks();
                app.awaitState(opId, "succeeded");

                Answer replay = app.post("/vms/101/start", "", KEY, "job-1");
                assertThat(replay.status()).isEqualTo(202);
                assertThat(replay.header("Idempotent-Replayed")).contains("true");
                assertThat(replay.at("opId")).isEqualTo(opId);
                assertThat(app.get("/actuator/journal").at("recovery.recovered"))
                        .isEqualTo("1");
            }
            assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
            assertThat(cluster.effects("start", "101")).isEqualTo(1);
        }
    }

    @Test
    void aCallThatWasWaitingForItsAnswerAtTheKillIsNotMadeTwice() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            cluster.faults("{\"delayAnswersMillis\":600000}");
            String opId;
            try (SampleProcess first = application(cluster)) {
                Http app = first.awaitHttp();
                opId = app.post("/vms/101/start", "", KEY, "job-1").at("opId");
                await().until(() -> cluster.tasks("qmstart", "101") == 1);
                assertThat(app.get("/operations/" + opId).at("state")).isEqualTo("started");
                first.kill();
            }
            cluster.faults("{}");
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                assertThat(app.awaitState(opId, "task_running").at("task")).contains(":qmstart:101:");
                cluster.endTasks();
                app.awaitState(opId, "succeeded");
            }
            assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
        }
    }

    @Test
    void theBuiltInClusterSurvivesTheKillOfTheApplication() {
        String[] arguments = {
            "--server.port=0", "--proxmox.simulator.task-time=2s", "--journal.recovery.recheck-interval=100ms"
        };
        String opId;
        try (SampleProcess first = SampleProcess.run(dir, arguments)) {
            Http app = first.awaitHttp();
            opId = app.post("/vms/101/start", "").at("opId");
            app.awaitState(opId, "task_running");
            first.kill();
        }
        try (SampleProcess second = SampleProcess.run(dir, arguments)) {
            Http app = second.awaitHttp();
            app.awaitState(opId, "succeeded");
            Http control = new Http(URI.create(second.awaitOutput("simulated Proxmox VE on (\\S+),") + "/simulator"));
            assertThat(control.get("/tasks").at("qmstart.101")).isEqualTo("1");
            assertThat(control.get("/effects").at("start.101")).isEqualTo("1");
        }
    }

    @Test
    void theSimulatorRunsAsAProcessOfItsOwnAndSurvivesItsKill() {
        String[] arguments = {"simulator", "--state=cluster.json", "--task-millis=1000"};
        String path = "/api2/json/nodes/pve1/qemu/101/status/";
        String[] token = {"Authorization", "PVEAPIToken=" + TestCluster.TOKEN};
        try (SampleProcess first = SampleProcess.run(dir, arguments)) {
            Http http = new Http(URI.create(first.awaitOutput("Simulated Proxmox VE on (\\S+)")), token);
            assertThat(http.post(path + "start", "").at("data")).startsWith("UPID:pve1:");
            first.kill();
        }
        try (SampleProcess second = SampleProcess.run(dir, arguments)) {
            Http http = new Http(URI.create(second.awaitOutput("Simulated Proxmox VE on (\\S+)")), token);
            await().until(() -> http.get(path + "current").at("data.status").equals("running"));
            assertThat(http.get("/simulator/tasks").at("qmstart.101")).isEqualTo("1");
        }
    }
}
