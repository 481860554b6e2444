package dev.opjournal.sample.vms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.sample.proxmox.TestClients;
import dev.opjournal.sample.simulator.TestCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The background part on a real journal, without recovery. */
class OperationRunnerTest {
    @TempDir
    private Path dir;

    private TestCluster cluster;
    private Journal journal;

    @BeforeEach
    void open() {
        cluster = new TestCluster(dir.resolve("cluster.json"));
        journal = FileJournal.open(dir.resolve("ops.journal"));
    }

    @AfterEach
    void close() {
        journal.close();
        cluster.close();
    }

    private OperationRunner runner(URI url, String token) {
        return new OperationRunner(TestClients.client(url, token), TestClients.properties(url, token));
    }

    private Operation start(OperationRunner runner) {
        Operation operation =
                journal.begin(OperationSpec.of("start").target("101").idempotencyKey("job"));
        runner.run(VmAction.START, operation);
        return operation;
    }

    private JournalEntry awaitEntry(Operation operation, OpState state) {
        return await().until(() -> journal.latest(operation.opId()).orElseThrow(), entry -> entry.state() == state);
    }

    @Test
    void aRefusedCallHasFailed() {
        try (OperationRunner runner = runner(cluster.url(), "root@pam!opjournal=wrong")) {
            JournalEntry failed = awaitEntry(start(runner), OpState.FAILED);
            assertThat(failed.error().orElseThrow()).contains("HTTP 401");
        }
    }

    @Test
    void aCallThatWasNotSentHasFailed() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        try (OperationRunner runner = runner(URI.create("http://127.0.0.1:" + freePort), TestCluster.TOKEN)) {
            JournalEntry failed = awaitEntry(start(runner), OpState.FAILED);
            assertThat(failed.error().orElseThrow()).contains("cannot be reached");
        }
    }

    @Test
    void aTaskWithoutWordForTooLongIsReleasedWithItsId() {
        try (OperationRunner runner = runner(cluster.url(), TestCluster.TOKEN)) {
            Operation operation = start(runner);
            awaitEntry(operation, OpState.TASK_RUNNING);
            cluster.faults("{\"unreachable\":true}");

            await().until(() -> journal.interrupted().size() == 1);

            JournalEntry released = journal.latest(operation.opId()).orElseThrow();
            assertThat(released.state()).isEqualTo(OpState.TASK_RUNNING);
            assertThat(released.isRelease()).isTrue();
            assertThat(released.task().orElseThrow()).contains(":qmstart:101:");
        }
    }

    @Test
    void whatIsInFlightAtTheCloseStaysSo() {
        OperationRunner runner = runner(cluster.url(), TestCluster.TOKEN);
        Operation operation = start(runner);
        awaitEntry(operation, OpState.TASK_RUNNING);
        runner.close();
        cluster.endTasks();

        Operation late = journal.begin(OperationSpec.of("stop").target("102"));
        runner.run(VmAction.STOP, late);

        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly(operation.opId(), late.opId());
        assertThat(journal.interrupted()).isEmpty();
        assertThat(cluster.tasks("qmstop", "102")).isZero();
    }

    @Test
    void workersAreNotHeldByRunningTasks() {
        try (OperationRunner runner = runner(cluster.url(), TestCluster.TOKEN)) {
            for (int vmid = 100; vmid < 120; vmid++) {
                Operation operation = journal.begin(OperationSpec.of("start").target(Integer.toString(vmid)));
                runner.run(VmAction.START, operation);
            }
            await().until(() -> journal.status().counts().get(OpState.TASK_RUNNING) == 20);
            cluster.endTasks();
            await().until(() -> journal.status().counts().get(OpState.SUCCEEDED) == 20);
        }
    }
}
