package dev.opjournal.sample.proxmox;

import dev.opjournal.sample.simulator.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A simulator and its client, over real HTTP. */
abstract class SimulatedClusterTest {
    @TempDir
    private Path dir;

    TestCluster cluster;
    ProxmoxClient client;

    @BeforeEach
    void startSimulator() {
        cluster = new TestCluster(dir.resolve("state.json"));
        client = TestClients.client(cluster.url(), TestCluster.TOKEN);
    }

    @AfterEach
    void stopSimulator() {
        cluster.close();
    }
}
