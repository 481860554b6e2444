package dev.opjournal.sample.vms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.Journal;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.sample.proxmox.NoAnswerException;
import dev.opjournal.sample.proxmox.ProxmoxClient;
import dev.opjournal.sample.proxmox.TestClients;
import dev.opjournal.sample.simulator.TestCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the handlers decide, on a real journal and against a simulated cluster. */
class VmRecoveryTest {
    private static final String UNKNOWN_UPID = "UPID:pve2:002C8F6D:1B2ECE04:6AA794C6:qmstart:101:root@pam:";

    @TempDir
    private Path dir;

    private TestCluster cluster;
    private Journal journal;
    private ProxmoxClient client;

    @BeforeEach
    void open() {
        cluster = new TestCluster(dir.resolve("cluster.json"));
        journal = FileJournal.open(dir.resolve("ops.journal"));
        client = TestClients.client(cluster.url(), TestCluster.TOKEN);
    }

    @AfterEach
    void close() {
        journal.close();
        cluster.close();
    }

    private Operation begin(VmAction action, Map<String, String> settings) {
        return journal.begin(OperationSpec.of(action.kind()).target("101").params(settings));
    }

    private Operation begin(VmAction action) {
        return begin(action, Map.of());
    }

    private Operation withTask(VmAction action, String upid) {
        Operation operation = begin(action);
        operation.taskRunning(upid);
        return operation;
    }

    private RecoveryDecision recover(VmAction action, Operation operation) {
        return new VmRecovery(client).recover(action, operation);
    }

    private static void resume(RecoveryDecision decision, Operation operation) throws Exception {
        assertThat(decision).isInstanceOf(RecoveryDecision.Resume.class);
        ((RecoveryDecision.Resume) decision).action().run(operation);
    }

    @Test
    void aKnownTaskSaysHowItIs() {
        cluster.faults("{\"failNextTasks\":1}");
        Operation failing = withTask(VmAction.START, client.start("101"));
        assertThat(recover(VmAction.START, failing)).isEqualTo(RecoveryDecision.stillRunning());
        cluster.endTasks();
        assertThat(recover(VmAction.START, failing))
                .isEqualTo(RecoveryDecision.failed("start failed: simulated fault"));

        Operation good = withTask(VmAction.START, client.start("101"));
        cluster.endTasks();
        assertThat(recover(VmAction.START, good)).isEqualTo(RecoveryDecision.succeeded());
    }

    @Test
    void theSecondOfTwoStartsOfOneOperationIsNoFailure() {
        client.start("101");
        Operation second = withTask(VmAction.START, client.start("101"));
        cluster.endTasks();
        assertThat(recover(VmAction.START, second)).isEqualTo(RecoveryDecision.succeeded());

        client.stop("101");
        cluster.endTasks();
        assertThat(recover(VmAction.START, second)).isEqualTo(RecoveryDecision.failed("VM 101 already running"));
    }

    @Test
    void aTaskThatProxmoxForgotLeavesTheVmToAsk() throws Exception {
        Operation operation = withTask(VmAction.START, UNKNOWN_UPID);

        resume(recover(VmAction.START, operation), operation);

        assertThat(operation.task().orElseThrow()).isNotEqualTo(UNKNOWN_UPID);
        cluster.endTasks();
        operation.taskRunning(UNKNOWN_UPID);
        assertThat(recover(VmAction.START, operation)).isEqualTo(RecoveryDecision.succeeded());
    }

    @Test
    void aRunningTaskIsAdopted() {
        Operation operation = begin(VmAction.START);
        client.stop("101");
        String upid = client.start("101");

        assertThat(recover(VmAction.START, operation)).isEqualTo(RecoveryDecision.stillRunning());
        assertThat(operation.task()).contains(upid);
        assertThat(journal.latest(operation.opId()).orElseThrow().state()).isEqualTo(OpState.TASK_RUNNING);
    }

    @Test
    void aVmInTheWantedStateIsAllThatWasWanted() {
        assertThat(recover(VmAction.STOP, begin(VmAction.STOP))).isEqualTo(RecoveryDecision.succeeded());
        client.start("101");
        client.configure("101", Map.of("cores", "4", "onboot", "1"));
        cluster.endTasks();

        assertThat(recover(VmAction.START, begin(VmAction.START))).isEqualTo(RecoveryDecision.succeeded());
        assertThat(recover(VmAction.SET_CONFIG, begin(VmAction.SET_CONFIG, Map.of("cores", "4", "onboot", "1"))))
                .isEqualTo(RecoveryDecision.succeeded());
        assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
    }

    @Test
    void otherwiseTheCallIsMadeAgain() throws Exception {
        Operation config = begin(VmAction.SET_CONFIG, Map.of("cores", "4", "memory", "2048"));
        resume(recover(VmAction.SET_CONFIG, config), config);
        assertThat(config.task().orElseThrow()).contains(":qmconfig:101:");
        Operation start = begin(VmAction.START);
        resume(recover(VmAction.START, start), start);
        cluster.endTasks();
        Operation stop = begin(VmAction.STOP);
        resume(recover(VmAction.STOP, stop), stop);
        cluster.endTasks();

        assertThat(cluster.effects("set_config", "101")).isEqualTo(1);
        assertThat(cluster.effects("start", "101")).isEqualTo(1);
        assertThat(cluster.effects("stop", "101")).isEqualTo(1);
    }

    @Test
    void aCallThatProxmoxRefusesWhenItIsMadeAgainHasFailed() throws Exception {
        // Looking at this VM works, setting this does not.
        Operation operation = begin(VmAction.SET_CONFIG, Map.of("cores", "0"));

        resume(recover(VmAction.SET_CONFIG, operation), operation);

        assertThat(operation.entry().state()).isEqualTo(OpState.FAILED);
        assertThat(operation.entry().error().orElseThrow()).contains("HTTP 400").contains("cores");
        assertThat(cluster.tasks("qmconfig", "101")).isZero();
    }

    @Test
    void aVmThatIsGoneIsAFailure() {
        Operation operation = journal.begin(OperationSpec.of("start").target("999"));
        assertThat(recover(VmAction.START, operation))
                .isEqualTo(RecoveryDecision.failed("Proxmox VE has no VM 999 on this node."));
    }

    @Test
    void withoutAnAnswerNothingIsDecided() {
        Operation operation = begin(VmAction.START);
        cluster.faults("{\"unreachable\":true}");

        assertThatThrownBy(() -> recover(VmAction.START, operation)).isInstanceOf(NoAnswerException.class);
        assertThat(operation.entry().state()).isEqualTo(OpState.STARTED);
    }
}
