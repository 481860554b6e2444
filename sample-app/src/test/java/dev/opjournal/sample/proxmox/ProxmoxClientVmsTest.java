package dev.opjournal.sample.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making, removing and bringing back VMs. */
class ProxmoxClientVmsTest extends SimulatedClusterTest {
    private static final String STEP = "0197b6b1-provision № 1 & co.";

    private String beginClone() {
        return client.clone("100", "201", "web-1", STEP);
    }

    private void clone201() {
        beginClone();
        cluster.endTasks();
    }

    @Test
    void aCloneHasItsNameAndDescription() {
        String upid = beginClone();
        assertThat(client.runningTask("100", "qmclone")).map(Upid::text).contains(upid);
        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Running());

        cluster.endTasks();
        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Succeeded());
        assertThat(client.config("201"))
                .contains(Map.of("name", "web-1", "description", STEP, "cores", "1", "memory", "512"));
        assertThat(client.vmStatus("201")).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void aCloneIsMissingThenRunningThenDone() {
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.MISSING);
        beginClone();
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.RUNNING);
        cluster.endTasks();
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.DONE);
    }

    @Test
    void aCloneThatFailedIsMissing() {
        cluster.faults("{\"failNextTasks\":1}");
        String upid = beginClone();
        cluster.endTasks();

        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Failed("clone failed: simulated fault"));
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.MISSING);
        assertThat(client.vmStatus("201")).isEqualTo(VmStatus.MISSING);
    }

    @Test
    void aMissingCloneMayStillComeWhileAnyOfItsTemplateRuns() {
        client.clone("100", "202", "web-2", "another step");
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.RUNNING);
        assertThat(client.cloneStatus("101", "201", STEP)).isEqualTo(CloneStatus.MISSING);
        cluster.endTasks();
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.MISSING);
    }

    @Test
    void aVmOfSomebodyElseIsNotTheClone() {
        client.clone("100", "201", "web-1", "another step");
        cluster.endTasks();
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.OTHER);
        assertThat(client.cloneStatus("100", "101", STEP)).isEqualTo(CloneStatus.OTHER);

        assertThatThrownBy(this::beginClone)
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("unable to create VM 201: config file already exists");
        assertThat(cluster.tasks("qmclone", "100")).isEqualTo(1);
    }

    @Test
    void aDestroyedVmIsMissing() {
        clone201();
        String upid = client.destroy("201");
        assertThat(client.runningTask("201", "qmdestroy")).map(Upid::text).contains(upid);
        assertThat(client.vmStatus("201")).isEqualTo(VmStatus.STOPPED);
        cluster.endTasks();

        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Succeeded());
        assertThat(client.vmStatus("201")).isEqualTo(VmStatus.MISSING);
        assertThat(client.cloneStatus("100", "201", STEP)).isEqualTo(CloneStatus.MISSING);
        assertThatThrownBy(() -> client.destroy("201")).hasMessageContaining("201.conf' does not exist");
    }

    @Test
    void aRunningVmIsNotDestroyed() {
        client.start("101");
        cluster.endTasks();

        assertThatThrownBy(() -> client.destroy("101"))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("VM 101 is running - destroy failed");
        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void aSnapshotCountsOnceItIsCompleteAndUntilItIsBeingRemoved() {
        assertThat(client.snapshots("101"))
                .hasValueSatisfying(names -> assertThat(names).isEmpty());
        client.snapshot("101", "before");
        assertThat(client.snapshots("101"))
                .hasValueSatisfying(names -> assertThat(names).isEmpty());
        cluster.endTasks();
        client.snapshot("101", "after");
        cluster.endTasks();
        assertThat(client.snapshots("101"))
                .hasValueSatisfying(names -> assertThat(names).containsExactlyInAnyOrder("before", "after"));

        client.deleteSnapshot("101", "before");
        assertThat(client.snapshots("101"))
                .hasValueSatisfying(names -> assertThat(names).containsExactly("after"));
        cluster.endTasks();
        assertThat(client.snapshots("101"))
                .hasValueSatisfying(names -> assertThat(names).containsExactly("after"));
        assertThat(client.snapshots("999")).isEmpty();
    }

    @Test
    void aRollbackBringsTheSettingsBack() {
        client.snapshot("101", "before");
        client.configure("101", Map.of("cores", "8"));
        client.start("101");
        cluster.endTasks();
        String upid = client.rollback("101", "before");
        cluster.endTasks();

        assertThat(client.taskStatus(upid)).isEqualTo(new TaskStatus.Succeeded());
        assertThat(client.config("101"))
                .hasValueSatisfying(config -> assertThat(config).containsEntry("cores", "1"));
        assertThat(client.vmStatus("101")).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void aSnapshotThatIsNotThereIsTheTasksError() {
        String rollback = client.rollback("101", "none");
        String delete = client.deleteSnapshot("101", "none");
        cluster.endTasks();

        TaskStatus.Failed error = new TaskStatus.Failed("snapshot 'none' does not exist");
        assertThat(client.taskStatus(rollback)).isEqualTo(error);
        assertThat(client.taskStatus(delete)).isEqualTo(error);
    }

    @Test
    void aNameThatProxmoxDoesNotTakeIsRefused() {
        assertThatThrownBy(() -> client.clone("100", "201", "no name", STEP))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("name: invalid format");
        assertThatThrownBy(() -> client.snapshot("101", "1/2?"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("snapname: invalid format");
        assertThatThrownBy(() -> client.rollback("101", "1/2?"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("invalid configuration ID '1/2?'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropAnswers", "errorAnswers"})
    void noCallIsMadeTwiceWhenItsAnswerIsLost(String fault) {
        Map<String, Supplier<String>> calls = Map.of(
                "qmclone", this::beginClone,
                "qmdestroy", () -> client.destroy("100"),
                "qmsnapshot", () -> client.snapshot("100", "before"),
                "qmrollback", () -> client.rollback("100", "before"),
                "qmdelsnapshot", () -> client.deleteSnapshot("100", "before"));
        calls.forEach((type, call) -> {
            cluster.faults("{\"" + fault + "\":1,\"cutTaskType\":\"" + type + "\",\"holdTasks\":true}");
            assertThatThrownBy(call::get).as(type).isInstanceOf(NoAnswerException.class);
            assertThat(cluster.tasks(type, "100")).as(type).isEqualTo(1);
            assertThat(client.runningTask("100", type)).as(type).isPresent();
        });
    }
}
