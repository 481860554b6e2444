package dev.opjournal.sample.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.opjournal.sample.simulator.TestCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxmoxClientTest extends SimulatedClusterTest {
    @Test
    void aStartedVmRunsOnceItsTaskHasSucceeded() {
        String upid = client.start("101");
        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Running());
        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.STOPPED);

        cluster.endTasks();

        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Succeeded());
        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void aTasksErrorIsTold() {
        client.start("101");
        cluster.endTasks();
        String second = client.start("101");
        cluster.endTasks();

        assertThat(client.taskStatus(second)).isEqualTo(new TaskStatus.Failed("VM 101 already running"));
    }

    @Test
    void aStoppedVmNoLongerRuns() {
        client.start("101");
        cluster.endTasks();
        client.stop("101");
        cluster.endTasks();

        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.STOPPED);
        assertThat(cluster.effects("stop", "101")).isEqualTo(1);
    }

    @Test
    void settingsArriveAsTheyAre() {
        Map<String, String> settings = Map.of("cores", "7", "description", "réplica <b>№3</b> & \"quoted\"\n\t+ % =");
        client.configure("103", settings);
        cluster.endTasks();

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
        cluster.endTasks();
        assertThat(client.runningTask("101", "qmstart")).isEmpty();
    }

    @Test
    void aRefusalIsDefinite() {
        ProxmoxClient stranger = TestClients.client(cluster.url(), "root@pam!opjournal=wrong");

        assertThatThrownBy(() -> stranger.start("101"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("HTTP 401")
                .hasMessageContaining("invalid PVE API token")
                .hasMessageNotContaining("wrong");
        assertThat(cluster.tasks("qmstart", "101")).isZero();
    }

    @Test
    void aConnectionThatDoesNotComeAboutSentNothing() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        ProxmoxClient nobody = TestClients.client(URI.create("http://127.0.0.1:" + freePort), TestCluster.TOKEN);

        assertThatThrownBy(() -> nobody.start("101"))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("127.0.0.1:" + freePort);
        assertThatThrownBy(() -> TestClients.client(URI.create("http://no-such-host.invalid:8006"), TestCluster.TOKEN)
                        .start("101"))
                .isInstanceOf(NotSentException.class);
    }

    @Test
    void aConnectionThatTakesTooLongSentNothing() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Crowd crowd = new Crowd(full)) {
            ProxmoxClient client =
                    TestClients.client(URI.create("http://127.0.0.1:" + full.getLocalPort()), TestCluster.TOKEN);
            assertThat(crowd.size()).isPositive();
            assertThatThrownBy(() -> client.start("101")).isInstanceOf(NotSentException.class);
        }
    }

    /** Fills the queue of a socket that accepts nobody: the next one's connection does not come about. */
    private static final class Crowd implements AutoCloseable {
        private final List<SocketChannel> waiting = new ArrayList<>();

        Crowd(ServerSocket full) throws IOException {
            for (int i = 0; i < 16; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
                waiting.add(channel);
            }
        }

        int size() {
            return waiting.size();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void aDroppedAnswerTellsNothingAndIsNotAskedForTwice() {
        cluster.faults("{\"dropAnswers\":1}");

        assertThatThrownBy(() -> client.start("101"))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("POST /nodes/{node}/qemu/{vmid}/status/start");
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
    }

    @Test
    void aLateAnswerTellsNothing() {
        cluster.faults("{\"delayAnswersMillis\":"
                + TestClients.READ_TIMEOUT.multipliedBy(20).toMillis() + "}");

        assertThatThrownBy(() -> client.start("101")).isInstanceOf(NoAnswerException.class);
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
    }

    @Test
    void anErrorOfTheServerTellsNothing() {
        cluster.faults("{\"errorAnswers\":1}");

        NoAnswerException failure = catchThrowableOfType(NoAnswerException.class, () -> client.start("101"));
        assertThat(failure).hasMessageContaining("HTTP 500").hasMessageContaining("simulated fault");
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
    }
}
