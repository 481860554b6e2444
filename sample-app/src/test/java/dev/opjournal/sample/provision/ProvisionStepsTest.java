package dev.opjournal.sample.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.TestClients;
import dev.opjournal.sample.simulator.TestCluster;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.RolledBackException;
import dev.opjournal.steps.StepRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no request can bring about, on a real journal and against a simulated cluster: a VM that is not the operation's own. */
class ProvisionStepsTest {
    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    private Path dir;

    private TestCluster cluster;
    private Journal journal;
    private StepRunner runner;

    @BeforeEach
    void open() {
        cluster = new TestCluster(dir.resolve("cluster.json"));
        journal = FileJournal.open(dir.resolve("ops.journal"));
        ProxmoxClient client = TestClients.client(cluster.url(), TestCluster.TOKEN);
        StepTasks tasks = new StepTasks(client, PAUSE, TestClients.PATIENCE);
        ProvisionProperties properties = new ProvisionProperties(CrashPolicy.RESUME, 1, Duration.ofMinutes(1));
        runner = new StepRunner(journal, List.of(new ProvisionSteps(client, tasks).definition(properties, PAUSE)));
    }

    @AfterEach
    void close() {
        journal.close();
        cluster.close();
    }

    private static OperationSpec provision(String vmid) {
        return OperationSpec.of(ProvisionSteps.KIND).target(vmid).param(ProvisionSteps.TEMPLATE, "100");
    }

    private void assertRolledBack(OperationSpec spec, String because) {
        // Not in the common pool, whose one thread on two cores the HTTP client needs.
        CompletableFuture<?> run =
                CompletableFuture.supplyAsync(() -> runner.run(spec), task -> new Thread(task, "provision").start());
        await().pollInterval(PAUSE).until(() -> {
            cluster.endTasks();
            return run.isDone();
        });
        assertThatThrownBy(run::join)
                .hasCauseInstanceOf(RolledBackException.class)
                .hasMessageContaining(because);
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void aVmThatSomebodyElseMadeMeanwhileIsNeitherTakenNorDestroyed() {
        assertRolledBack(provision("101"), "There is a VM 101 already");

        assertThat(cluster.api().get("/nodes/pve1/qemu/101/config").status()).isEqualTo(200);
        assertThat(cluster.tasks("qmclone", "100")).isZero();
        assertThat(cluster.tasks("qmdestroy", "101")).isZero();
    }

    @Test
    void aVmThatNoLongerBearsTheMarkOfItsOperationIsLeftAlone() {
        assertRolledBack(
                provision("200").param(ProvisionSteps.SETTING + "description", "somebody else's"),
                "VM 200 is no longer the clone of this operation");

        assertThat(cluster.api().get("/nodes/pve1/qemu/200/config").at("data.description"))
                .isEqualTo("somebody else's");
        assertThat(cluster.tasks("qmstart", "200")).isZero();
        assertThat(cluster.tasks("qmdestroy", "200")).isZero();
    }
}
