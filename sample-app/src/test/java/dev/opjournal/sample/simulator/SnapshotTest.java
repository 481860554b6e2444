package dev.opjournal.sample.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest extends VmTasksTest {
    private String takeSnapshot() {
        return taken(post("101/snapshot", "snapname=before"));
    }

    @Test
    void aSnapshotIsListedFromTheBeginningOnAndCompleteAtTheEnd() {
        String upid = takeSnapshot();
        assertThat(upid).contains(":qmsnapshot:101:");
        assertThat(get("101/snapshot").at("data.0.name")).isEqualTo("before");
        assertThat(get("101/snapshot").at("data.0.snapstate")).isEqualTo("prepare");
        assertThat(cluster.effects("snapshot", "101")).isZero();

        assertThat(end(upid)).isEqualTo("OK");
        assertThat(get("101/snapshot").json().at("/data")).hasSize(2);
        assertThat(get("101/snapshot").at("data.0.name")).isEqualTo("before");
        assertThat(get("101/snapshot").at("data.0.snapstate")).isEmpty();
        assertThat(get("101/snapshot").at("data.1.name")).isEqualTo("current");
        assertThat(cluster.effects("snapshot", "101")).isEqualTo(1);
        assertThat(cluster.tasks("qmsnapshot", "101")).isEqualTo(1);
    }

    @Test
    void aRollbackBringsTheSettingsBackAndLeavesTheVmStopped() {
        taken(post("101/config", "cores=2&description=old"));
        taken(post("101/status/start", ""));
        takeSnapshot();
        taken(post("101/config", "cores=8&memory=4096&balloon=1024&description=new"));
        cluster.endTasks();
        String upid = taken(post("101/snapshot/before/rollback", ""));
        assertThat(upid).contains(":qmrollback:101:");
        assertThat(get("101/config").at("data.cores")).isEqualTo("8");

        assertThat(end(upid)).isEqualTo("OK");
        var config = get("101/config");
        assertThat(config.at("data.cores")).isEqualTo("2");
        assertThat(config.at("data.memory")).isEqualTo("512");
        assertThat(config.json().at("/data").has("balloon")).isFalse();
        assertThat(config.at("data.description")).isEqualTo("new");
        assertThat(get("101/status/current").at("data.status")).isEqualTo("stopped");
        assertThat(get("101/snapshot").at("data.0.name")).isEqualTo("before");
        assertThat(cluster.effects("rollback", "101")).isEqualTo(1);
    }

    @Test
    void aRemovedSnapshotCannotBeRolledBackTo() {
        takeSnapshot();
        cluster.endTasks();
        String upid = taken(delete("101/snapshot/before"));
        assertThat(upid).contains(":qmdelsnapshot:101:");
        assertThat(get("101/snapshot").at("data.0.snapstate")).isEqualTo("delete");
        assertThat(end(upid)).isEqualTo("OK");
        assertThat(get("101/snapshot").at("data.0.name")).isEqualTo("current");
        assertThat(cluster.effects("delsnapshot", "101")).isEqualTo(1);

        assertThat(end(taken(post("101/snapshot/before/rollback", "")))).isEqualTo("snapshot 'before' does not exist");
        assertThat(end(taken(delete("101/snapshot/before")))).isEqualTo("snapshot 'before' does not exist");
        assertThat(cluster.effects("rollback", "101")).isZero();
        assertThat(cluster.effects("delsnapshot", "101")).isEqualTo(1);
    }

    @Test
    void aNameIsUsedOnce() {
        takeSnapshot();
        taken(post("101/config", "cores=8"));
        cluster.endTasks();

        assertThat(end(takeSnapshot())).isEqualTo("snapshot name 'before' already used");
        assertThat(cluster.effects("snapshot", "101")).isEqualTo(1);
        taken(post("101/snapshot/before/rollback", ""));
        cluster.endTasks();
        assertThat(get("101/config").at("data.cores")).isEqualTo("1");
    }

    @Test
    void aVmThatIsNotThereIsFoundMissingByTheTask() {
        assertThat(refused(get("999/snapshot"))).isEqualTo(noConfig("999"));
        assertThat(end(taken(post("999/snapshot", "snapname=before")))).isEqualTo(noConfig("999"));
        assertThat(end(taken(post("999/snapshot/before/rollback", "")))).isEqualTo(noConfig("999"));
        assertThat(end(taken(delete("999/snapshot/before")))).isEqualTo(noConfig("999"));
        assertThat(get("999/config").status()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({
        "vmstate=0, 400, property is missing and it is not optional",
        "snapname=1st, 400, invalid format - invalid configuration ID '1st'",
        "snapname=a2345678901234567890123456789012345678901, 400, value may only be 40 characters long",
        "snapname=current, 500, "
    })
    void badNamesAreRefused(String form, int status, String why) {
        var answer = post("101/snapshot", form);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("errors.snapname")).isEqualTo(why == null ? "" : why);
        assertThat(cluster.tasks("qmsnapshot", "101")).isZero();
    }

    @Test
    void snapshotsAreKeptOverARestart() {
        takeSnapshot();
        cluster.restart(TestCluster.TASK_TIME);
        connect();
        taken(post("101/config", "cores=8"));
        cluster.endTasks();
        cluster.restart(TestCluster.TASK_TIME);
        connect();

        assertThat(end(taken(post("101/snapshot/before/rollback", "")))).isEqualTo("OK");
        assertThat(get("101/config").at("data.cores")).isEqualTo("1");
    }

    @Test
    void aStateFileOfTheFirstVersionIsRead() throws IOException {
        Path old = Files.writeString(dir.resolve("old.json"), """
                {"lastPid":1001,"vms":{"101":{"running":false,"config":{"cores":"3","name":"vm101"}}},
                 "tasks":[{"upid":"UPID:pve1:000003E9:00000001:6B049B40:qmstart:101:root@pam!opjournal:","node":"pve1",
                  "pid":1001,"pstart":1,"startMillis":1000,"endMillis":4000,"type":"qmstart","vmid":"101",
                  "user":"root@pam!opjournal","settings":{},"fate":null,"exitStatus":null}],
                 "effects":{"stop":{"101":1}},"begun":{"qmstart":{"101":1}}}
                """);
        cluster.close();
        cluster = new TestCluster(old);
        connect();

        assertThat(get("101/status/current").at("data.status")).isEqualTo("running");
        assertThat(cluster.effects("stop", "101")).isEqualTo(1);
        assertThat(end(takeSnapshot())).isEqualTo("OK");
        assertThat(get("101/config").at("data.cores")).isEqualTo("3");
    }
}
