package dev.opjournal.sample.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.sample.Http;
import dev.opjournal.sample.Http.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxmoxSimulatorTest {
    private static final Duration TASK_TIME = TestCluster.TASK_TIME;

    @TempDir
    private Path dir;

    private TestCluster cluster;
    private Http http;
    private Http control;

    @BeforeEach
    void startSimulator() {
        cluster = new TestCluster(dir.resolve("state.json"));
        connect();
    }

    private void connect() {
        http = cluster.api();
        control = cluster.control();
    }

    @AfterEach
    void stopSimulator() {
        cluster.close();
    }

    private String begin(String vmid, String what) {
        Answer answer = http.post("/nodes/pve1/qemu/" + vmid + "/status/" + what, "");
        assertThat(answer.status()).isEqualTo(200);
        return answer.at("data");
    }

    private Answer taskStatus(String upid) {
        return http.get("/nodes/pve1/tasks/" + URLEncoder.encode(upid, StandardCharsets.UTF_8) + "/status");
    }

    private String vmStatus(String vmid) {
        return http.get("/nodes/pve1/qemu/" + vmid + "/status/current").at("data.status");
    }

    @Test
    void aCallAnswersATaskIdInTheRealForm() {
        assertThat(begin("101", "start"))
                .matches("UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8}:6B049B40:qmstart:101:root@pam!opjournal:");
    }

    @Test
    void aTaskRunsForItsTimeAndHasItsEffectAtItsEnd() {
        String upid = begin("101", "start");
        cluster.advance(TASK_TIME.minusMillis(1));

        assertThat(taskStatus(upid).at("data.status")).isEqualTo("running");
        assertThat(taskStatus(upid).at("data.exitstatus")).isEmpty();
        assertThat(vmStatus("101")).isEqualTo("stopped");
        assertThat(cluster.effects("start", "101")).isZero();

        cluster.advance(Duration.ofMillis(1));

        assertThat(taskStatus(upid).at("data.status")).isEqualTo("stopped");
        assertThat(taskStatus(upid).at("data.exitstatus")).isEqualTo("OK");
        assertThat(taskStatus(upid).at("data.user")).isEqualTo("root@pam");
        assertThat(vmStatus("101")).isEqualTo("running");
        assertThat(cluster.effects("start", "101")).isEqualTo(1);
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
    }

    @Test
    void startingARunningVmEndsWithAnErrorAndHasNoEffect() {
        begin("101", "start");
        String second = begin("101", "start");
        cluster.advance(TASK_TIME.multipliedBy(2));

        assertThat(taskStatus(second).at("data.exitstatus")).isEqualTo("VM 101 already running");
        assertThat(cluster.effects("start", "101")).isEqualTo(1);
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(2);
    }

    @Test
    void stoppingAStoppedVmSucceedsAndHasNoEffect() {
        String upid = begin("102", "stop");
        cluster.advance(TASK_TIME);

        assertThat(taskStatus(upid).at("data.exitstatus")).isEqualTo("OK");
        assertThat(control.get("/effects").json()).isEmpty();
    }

    @Test
    void settingsAreTakenFromAForm() {
        Answer answer = http.post("/nodes/pve1/qemu/103/config", "cores=4&description=a+%26+b%0A%E2%84%96");
        assertThat(answer.at("data")).contains(":qmconfig:103:");
        cluster.advance(TASK_TIME);

        Answer config = http.get("/nodes/pve1/qemu/103/config");
        assertThat(config.at("data.cores")).isEqualTo("4");
        assertThat(config.at("data.description")).isEqualTo("a & b\n№");
        assertThat(config.at("data.memory")).isEqualTo("512");
    }

    @Test
    void tasksOfOneVmRunOneAfterTheOther() {
        begin("101", "start");
        String stop = begin("101", "stop");
        cluster.advance(TASK_TIME);
        assertThat(vmStatus("101")).isEqualTo("running");
        assertThat(taskStatus(stop).at("data.status")).isEqualTo("running");

        cluster.advance(TASK_TIME);
        assertThat(vmStatus("101")).isEqualTo("stopped");
    }

    @Test
    void runningTasksOfAVmAreListed() {
        begin("101", "stop");
        begin("102", "start");
        String wanted = begin("101", "start");
        String query = "/nodes/pve1/tasks?vmid=101&typefilter=qmstart&source=active";

        Answer running = http.get(query);
        assertThat(running.json().at("/data")).hasSize(1);
        assertThat(running.at("data.0.upid")).isEqualTo(wanted);
        assertThat(running.at("data.0.status")).isEqualTo("RUNNING");
        assertThat(running.at("data.0.tokenid")).isEqualTo("opjournal");

        cluster.advance(TASK_TIME.multipliedBy(2));
        assertThat(http.get(query).json().at("/data")).isEmpty();
        assertThat(http.get(query.replace("active", "archive")).at("data.0.status"))
                .isEqualTo("OK");
    }

    @Test
    void tasksGoOnWhileNoSimulatorRuns() {
        String upid = begin("101", "start");
        String other = begin("102", "start");
        cluster.restart(TASK_TIME);
        connect();

        assertThat(taskStatus(upid).at("data.exitstatus")).isEqualTo("OK");
        assertThat(taskStatus(other).at("data.exitstatus")).isEqualTo("OK");
        assertThat(vmStatus("101")).isEqualTo("running");
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
        assertThat(begin("103", "start")).isNotIn(upid, other);
    }

    @Test
    void callsWithoutTheTokenAreRefused() {
        Http stranger = new Http(cluster.url(), "Authorization", "PVEAPIToken=root@pam!opjournal=wrong");
        assertThat(stranger.post("/api2/json/nodes/pve1/qemu/101/status/start", "")
                        .status())
                .isEqualTo(401);
        assertThat(new Http(cluster.url())
                        .get("/api2/json/nodes/pve1/qemu/101/status/current")
                        .status())
                .isEqualTo(401);
        assertThat(control.get("/tasks").json()).isEmpty();
    }

    @Test
    void whatDoesNotExistIsAnsweredAsProxmoxDoes() {
        Answer noVm = http.post("/nodes/pve1/qemu/999/status/start", "");
        assertThat(noVm.status()).isEqualTo(500);
        assertThat(noVm.at("message")).contains("Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist");
        assertThat(http.get("/nodes/pve2/qemu/101/status/current").status()).isEqualTo(500);

        Answer noTask = taskStatus("UPID:pve1:00000001:00000001:00000001:qmstart:101:root@pam:");
        assertThat(noTask.status()).isEqualTo(400);
        assertThat(noTask.at("errors.upid")).isEqualTo("no such task");

        assertThat(http.get("/nodes/nowhere/tasks").at("message")).contains("hostname lookup 'nowhere' failed");
        assertThat(http.get("/nodes/pve1/qemu/99/status/current").status()).isEqualTo(400);
        assertThat(http.get("/version").status()).isEqualTo(501);
    }

    @Test
    void tasksFailWhenToldTo() {
        cluster.faults("{\"failNextTasks\":1}");
        String first = begin("101", "start");
        String second = begin("101", "start");
        cluster.advance(TASK_TIME.multipliedBy(2));

        assertThat(taskStatus(first).at("data.exitstatus")).isEqualTo("start failed: simulated fault");
        assertThat(taskStatus(second).at("data.exitstatus")).isEqualTo("OK");
        assertThat(cluster.effects("start", "101")).isEqualTo(1);
    }

    @Test
    void aDroppedAnswerHasItsEffectAndADroppedRequestHasNone() {
        cluster.faults("{\"dropRequests\":1,\"dropAnswers\":1,\"errorAnswers\":1}");

        assertThatThrownBy(() -> begin("101", "start")).isInstanceOf(Http.CutOff.class);
        assertThat(cluster.tasks("qmstart", "101")).isZero();
        assertThatThrownBy(() -> begin("101", "start")).isInstanceOf(Http.CutOff.class);
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
        assertThat(http.post("/nodes/pve1/qemu/101/status/start", "").status()).isEqualTo(500);
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(2);
        begin("101", "start");
    }

    @Test
    void unreachableCutsEveryCallUntilItIsSetBack() {
        cluster.faults("{\"unreachable\":true}");
        assertThatThrownBy(() -> vmStatus("101")).isInstanceOf(Http.CutOff.class);

        cluster.faults("{}");
        assertThat(vmStatus("101")).isEqualTo("stopped");
    }

    @Test
    void heldTasksEndOnceTheyAreLetGo() {
        cluster.faults("{\"holdTasks\":true}");
        String upid = begin("101", "start");
        cluster.endTasks();
        assertThat(taskStatus(upid).at("data.status")).isEqualTo("running");

        cluster.faults("{}");
        assertThat(taskStatus(upid).at("data.exitstatus")).isEqualTo("OK");
        assertThat(vmStatus("101")).isEqualTo("running");
    }

    @Test
    void faultsThatCannotBeReadAreRefused() {
        assertThat(cluster.faults("{\"dropAnswer\":1}").status()).isEqualTo(400);
        assertThat(cluster.faults("{\"dropAnswers\":-1}").status()).isEqualTo(400);
        assertThat(cluster.faults("[").status()).isEqualTo(400);
        assertThat(control.get("/faults").at("dropAnswers")).isEqualTo("0");
        assertThat(control.get("/fault").status()).isEqualTo(404);
    }

    @Test
    void aFileOfSomethingElseIsRefusedAndLeftAsItIs() throws IOException {
        Path file = Files.writeString(dir.resolve("notes.txt"), "not a state file");
        SimulatorOptions options = new SimulatorOptions(0, file, "pve1", SimulatorOptions.DEFAULT_TOKEN, TASK_TIME);

        assertThatThrownBy(() -> new ProxmoxSimulator(options))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("not a state file");
    }
}
