package dev.opjournal.sample.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restoring over HTTP: what becomes of the VM, its snapshots, and whether it runs. */
class RestoreApiTest extends StepsTest {
    private static final String SNAPSHOT = "before-upgrade";

    /** A VM with one core in its snapshot, and four now. */
    private void prepare(String vmid, boolean running) {
        cluster.api().post("/nodes/pve1/qemu/" + vmid + "/snapshot", "snapname=" + SNAPSHOT);
        cluster.endTasks();
        finish(taken(configure(vmid, "{\"cores\":4}", "prepare-" + vmid)), "succeeded");
        if (running) {
            finish(taken(start(vmid)), "succeeded");
        }
        assertThat(snapshots(vmid)).containsExactly(SNAPSHOT);
    }

    private static void assertIs(String vmid, int cores, boolean running) {
        assertThat(vm(vmid, "config").at("data.cores")).isEqualTo(String.valueOf(cores));
        assertThat(runs(vmid)).isEqualTo(running);
        assertThat(snapshots(vmid)).containsExactly(SNAPSHOT);
    }

    @Test
    void aVmThatRanRunsAgainAsOfItsSnapshot() {
        prepare("100", true);

        Answer end = finish(taken(restore("100", SNAPSHOT, KEY, "job-100")), "succeeded");

        assertThat(steps(end))
                .containsExactly(
                        "look succeeded",
                        "snapshot succeeded",
                        "stop succeeded",
                        "rollback succeeded",
                        "start succeeded",
                        "tidy succeeded");
        assertIs("100", 1, true);
        assertThat(cluster.effects("rollback", "100")).isEqualTo(1);
        assertThat(restore("100", SNAPSHOT, KEY, "job-100").header("Idempotent-Replayed"))
                .contains("true");
    }

    @Test
    void aVmThatDidNotRunIsLeftStopped() {
        prepare("101", false);

        finish(taken(restore("101", SNAPSHOT)), "succeeded");

        assertIs("101", 1, false);
        assertThat(cluster.tasks("qmstop", "101")).isZero();
        assertThat(cluster.tasks("qmstart", "101")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"qmsnapshot,102,0", "qmstop,103,0", "qmrollback,104,0", "qmstart,105,2"})
    void aTaskThatFailsLeavesTheVmAsItWas(String type, String vmid, int rollbacks) {
        prepare(vmid, true);
        cluster.faults("{\"failNextTasks\":1,\"failTaskType\":\"" + type + "\"}");

        Answer end = finish(taken(restore(vmid, SNAPSHOT)), "failed");

        assertThat(end.at("error")).contains("failed: simulated fault");
        assertIs(vmid, 4, true);
        assertThat(cluster.effects("rollback", vmid)).isEqualTo(rollbacks);
    }

    @Test
    void aSafetySnapshotThatCannotBeRemovedIsNoReasonToUndo() {
        prepare("106", true);
        cluster.faults("{\"failNextTasks\":1,\"failTaskType\":\"qmdelsnapshot\"}");

        String opId = taken(restore("106", SNAPSHOT));
        finish(opId, "succeeded");

        assertThat(vm("106", "config").at("data.cores")).isEqualTo("1");
        assertThat(runs("106")).isTrue();
        assertThat(snapshots("106")).containsExactlyInAnyOrder(SNAPSHOT, "op-" + opId);
    }

    @ParameterizedTest
    @CsvSource({"qmsnapshot,107", "qmstop,108", "qmrollback,109", "qmstart,110", "qmdelsnapshot,111"})
    void anAnswerThatIsLostIsFoundOutAndNothingDoneTwice(String type, String vmid) {
        prepare(vmid, true);
        cluster.faults("{\"dropAnswers\":1,\"cutTaskType\":\"" + type + "\"}");

        finish(taken(restore(vmid, SNAPSHOT)), "succeeded");

        assertThat(vm(vmid, "config").at("data.cores")).isEqualTo("1");
        assertThat(runs(vmid)).isTrue();
        assertThat(cluster.effects("rollback", vmid)).isEqualTo(1);
        assertThat(cluster.effects("stop", vmid)).isEqualTo(1);
    }

    @Test
    void whatIsCancelledIsUndone() {
        prepare("112", true);
        String opId = taken(restore("112", SNAPSHOT));
        awaitState(opId + ".2", "task_running");
        cluster.endTasks();
        awaitState(opId + ".3", "task_running");

        assertThat(app.delete("/operations/" + opId).status()).isEqualTo(202);

        assertThat(finish(opId, "failed").at("error")).isEqualTo("cancelled: by request");
        assertIs("112", 4, true);
    }

    @Test
    void whatTheClusterShowsToBeImpossibleIsRefusedAndNotJournaled() {
        long before = journaled();
        assertProblem(restore("999", SNAPSHOT), 404, "Unknown VM");
        assertProblem(restore("113", "no-such-snapshot"), 422, "Unknown snapshot");
        assertProblem(restore("113", "-"), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
    }
}
