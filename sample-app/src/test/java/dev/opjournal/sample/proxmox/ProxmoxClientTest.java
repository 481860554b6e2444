package dev.opjournal.sample.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http;
import dev.opjournal.sample.simulator.ProxmoxSimulator;
import dev.opjournal.sample.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.RestClient;

/** Against a simulator, over real HTTP. */
class ProxmoxClientTest {
    private static final Duration TASK_TIME = Duration.ofMillis(300);
    private static final Duration READ_TIMEOUT = Duration.ofMillis(500);

    @TempDir
    private Path dir;

    private ProxmoxSimulator simulator;
    private Http control;
    private ProxmoxClient client;

    @BeforeEach
    void startSimulator() {
        simulator = new ProxmoxSimulator(
                new SimulatorOptions(0, dir.resolve("state.json"), "pve1", SimulatorOptions.DEFAULT_TOKEN, TASK_TIME));
        control = new Http(URI.create(simulator.url() + "/simulator"));
        client = client(simulator.url(), SimulatorOptions.DEFAULT_TOKEN);
    }

    @AfterEach
    void stopSimulator() {
        simulator.close();
    }

    private static ProxmoxClient client(URI url, String token) {
        ProxmoxProperties properties = new ProxmoxProperties(
                url,
                token,
                "pve1",
                Duration.ofSeconds(2),
                READ_TIMEOUT,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                2,
                10,
                new ProxmoxProperties.Simulator(0, Path.of("unused"), TASK_TIME));
        return new ProxmoxClient(RestClient.builder(), url, properties);
    }

    private void awaitEnd(String upid) {
        await().until(() -> !(client.taskStatus(upid) instanceof TaskStatus.Running));
    }

    @Test
    void aStartedVmRunsOnceItsTaskHasSucceeded() {
        String upid = client.start("101");
        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Running());
        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.STOPPED);

        awaitEnd(upid);

        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Succeeded());
        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void aTasksErrorIsTold() {
        awaitEnd(client.start("101"));
        String second = client.start("101");
        awaitEnd(second);

        assertThat(client.taskStatus(second)).isEqualTo(new TaskStatus.Failed("VM 101 already running"));
    }

    @Test
    void aStoppedVmNoLongerRuns() {
        awaitEnd(client.start("101"));
        awaitEnd(client.stop("101"));

        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.STOPPED);
        assertThat(control.get("/effects").at("stop.101")).isEqualTo("1");
    }

    @Test
    void settingsArriveAsTheyAre() {
        Map<String, String> settings = Map.of("cores", "7", "description", "réplica <b>№3</b> & \"quoted\"\n\t+ % =");
        awaitEnd(client.configure("103", settings));

        assertThat(client.config("103"))
                .hasValueSatisfying(config ->
                        assertThat(config).containsAllEntriesOf(settings).containsEntry("memory", "512"));
    }

    @Test
    void aVmThatIsNotThereIsMissing() {
        assertThat(client.vmStatus("999")).isEqualTo(VmStatus.MISSING);
        assertThat(client.config("999")).isEmpty();
    }

    @Test
    void aTaskThatProxmoxDoesNotKnowIsLost() {
        assertThat(client.taskStatus("UPID:pve2:002C8F6D:1B2ECE04:6AA794C6:qmstop:103:root@pam:"))
                .isInstanceOf(TaskStatus.Lost.class);
    }

    @Test
    void aRunningTaskIsFoundByVmAndType() {
        String upid = client.start("101");

        assertThat(client.runningTask("101", "qmstart")).map(Upid::text).contains(upid);
        assertThat(client.runningTask("101", "qmstop")).isEmpty();
        assertThat(client.runningTask("102", "qmstart")).isEmpty();
        awaitEnd(upid);
        assertThat(client.runningTask("101", "qmstart")).isEmpty();
    }

    @Test
    void aRefusalIsDefinite() {
        ProxmoxClient stranger = client(simulator.url(), "root@pam!opjournal=wrong");

        assertThatThrownBy(() -> stranger.start("101"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("HTTP 401")
                .hasMessageContaining("invalid PVE API token")
                .hasMessageNotContaining("wrong");
        assertThat(control.get("/tasks").json()).isEmpty();
    }

    @Test
    void aConnectionThatDoesNotComeAboutSentNothing() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        ProxmoxClient nobody = client(URI.create("http://127.0.0.1:" + freePort), SimulatorOptions.DEFAULT_TOKEN);

        assertThatThrownBy(() -> nobody.start("101"))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("127.0.0.1:" + freePort);
        assertThatThrownBy(() -> client(URI.create("http://no-such-host.invalid:8006"), SimulatorOptions.DEFAULT_TOKEN)
                        .start("101"))
                .isInstanceOf(NotSentException.class);
    }

    @Test
    void aDroppedAnswerTellsNothingAndIsNotAskedForTwice() {
        control.put("/faults", "{\"dropAnswers\":1}");

        assertThatThrownBy(() -> client.start("101"))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("POST /nodes/{node}/qemu/{vmid}/status/start");
        assertThat(control.get("/tasks").at("qmstart.101")).isEqualTo("1");
    }

    @Test
    void aLateAnswerTellsNothing() {
        control.put(
                "/faults",
                "{\"delayAnswersMillis\":" + READ_TIMEOUT.multipliedBy(20).toMillis() + "}");

        assertThatThrownBy(() -> client.start("101")).isInstanceOf(NoAnswerException.class);
        assertThat(control.get("/tasks").at("qmstart.101")).isEqualTo("1");
    }

    @Test
    void anErrorOfTheServerTellsNothing() {
        control.put("/faults", "{\"errorAnswers\":1}");

        NoAnswerException failure = catchThrowableOfType(NoAnswerException.class, () -> client.start("101"));
        assertThat(failure).hasMessageContaining("HTTP 500").hasMessageContaining("simulated fault");
        assertThat(control.get("/tasks").at("qmstart.101")).isEqualTo("1");
    }
}
