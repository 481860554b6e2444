package dev.opjournal.sample.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloneAndDestroyTest extends VmTasksTest {
    private static final String FORM = "newid=201&name=web&description=op-1.1&full=1";

    private String beginClone() {
        return taken(post("100/clone", FORM));
    }

    @Test
    void aCloneIsThereLockedAndNamelessUntilItIsDone() {
        taken(post("100/config", "cores=4&template=1"));
        cluster.endTasks();
        String upid = beginClone();
        assertThat(upid).contains(":qmclone:100:");

        assertThat(get("201/config").at("data.lock")).isEqualTo("clone");
        assertThat(get("201/config").at("data.description")).isEqualTo(" qmclone temporary file\n");
        assertThat(get("201/config").at("data.name")).isEmpty();
        assertThat(get("201/status/current").at("data.lock")).isEqualTo("clone");
        assertThat(cluster.effects("clone", "201")).isZero();

        assertThat(end(upid)).isEqualTo("OK");
        assertThat(get("201/config").json().at("/data").propertyNames())
                .containsExactlyInAnyOrder("name", "description", "cores", "memory");
        assertThat(get("201/config").at("data.name")).isEqualTo("web");
        assertThat(get("201/config").at("data.description")).isEqualTo("op-1.1");
        assertThat(get("201/config").at("data.cores")).isEqualTo("4");
        assertThat(get("201/status/current").at("data.status")).isEqualTo("stopped");
        assertThat(cluster.effects("clone", "201")).isEqualTo(1);
        assertThat(cluster.tasks("qmclone", "100")).isEqualTo(1);
    }

    @Test
    void aCloneOfARunningVmIsStoppedAndHasNoneOfItsSnapshots() {
        taken(post("100/status/start", ""));
        taken(post("100/snapshot", "snapname=before"));
        cluster.endTasks();

        assertThat(end(beginClone())).isEqualTo("OK");
        assertThat(get("201/status/current").at("data.status")).isEqualTo("stopped");
        assertThat(get("201/snapshot").json().at("/data")).hasSize(1);
        assertThat(get("100/status/current").at("data.status")).isEqualTo("running");
    }

    @Test
    void aCloneThatFailsLeavesNothing() {
        cluster.faults("{\"failNextTasks\":1}");
        String upid = beginClone();
        String start = taken(post("201/status/start", ""));

        assertThat(end(upid)).isEqualTo("clone failed: simulated fault");
        assertThat(exitStatus(start)).isEqualTo(noConfig("201"));
        assertThat(refused(get("201/config"))).isEqualTo(noConfig("201"));
        assertThat(cluster.effects("clone", "201")).isZero();
        assertThat(end(beginClone())).isEqualTo("OK");
    }

    @Test
    void aCloneGoesOnWhileNoSimulatorRuns() {
        String upid = beginClone();
        cluster.restart(TestCluster.TASK_TIME.minusMillis(1));
        connect();
        assertThat(exitStatus(upid)).isEmpty();
        assertThat(get("201/config").at("data.lock")).isEqualTo("clone");

        cluster.restart(TestCluster.TASK_TIME);
        connect();
        assertThat(exitStatus(upid)).isEqualTo("OK");
        assertThat(get("201/config").at("data.name")).isEqualTo("web");
        assertThat(cluster.effects("clone", "201")).isEqualTo(1);
    }

    @Test
    void whatCannotBeClonedIsRefusedWithoutATask() {
        assertThat(refused(post("999/clone", FORM))).isEqualTo(noConfig("999"));
        assertThat(refused(post("100/clone", "newid=101"))).isEqualTo(exists("101"));
        assertThat(cluster.tasks("qmclone", "100")).isZero();

        beginClone();
        assertThat(refused(post("100/clone", FORM))).isEqualTo(exists("201"));
        assertThat(refused(post("201/clone", "newid=202"))).isEqualTo("VM is locked (clone)");
        assertThat(cluster.tasks("qmclone", "100")).isEqualTo(1);
    }

    private static String exists(String vmid) {
        return "unable to create VM " + vmid + ": config file already exists";
    }

    @ParameterizedTest
    @CsvSource({
        "name=web, newid, property is missing and it is not optional",
        "newid=99, newid, invalid format - value does not look like a valid VM ID",
        "newid=1000000000, newid, invalid format - value does not look like a valid VM ID",
        "newid=201&name=a_b, name, invalid format - value does not look like a valid DNS name"
    })
    void badParametersAreNamed(String form, String parameter, String why) {
        var answer = post("100/clone", form);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("errors." + parameter)).isEqualTo(why);
        assertThat(cluster.tasks("qmclone", "100")).isZero();
    }

    @Test
    void theGreatestVmidCanBeAClone() {
        assertThat(end(taken(post("100/clone", "newid=999999999")))).isEqualTo("OK");
        assertThat(get("999999999/config").at("data.name")).isEqualTo("Copy-of-VM-vm100");
    }

    @Test
    void clonesOfOneVmRunAtOnceAndItsOtherTasksWait() {
        String one = beginClone();
        String two = taken(post("100/clone", "newid=202"));
        String start = taken(post("100/status/start", ""));
        String third = taken(post("100/clone", "newid=203"));
        cluster.advance(TestCluster.TASK_TIME);
        assertThat(exitStatus(one)).isEqualTo("OK");
        assertThat(exitStatus(two)).isEqualTo("OK");
        assertThat(exitStatus(start)).isEmpty();

        cluster.advance(TestCluster.TASK_TIME);
        assertThat(exitStatus(start)).isEqualTo("OK");
        assertThat(exitStatus(third)).isEmpty();
        cluster.advance(TestCluster.TASK_TIME);
        assertThat(exitStatus(third)).isEqualTo("OK");
    }

    @Test
    void tasksOnACloneWaitUntilItIsDone() {
        beginClone();
        String configure = taken(post("201/config", "cores=8"));
        cluster.advance(TestCluster.TASK_TIME);
        assertThat(exitStatus(configure)).isEmpty();

        cluster.advance(TestCluster.TASK_TIME);
        assertThat(exitStatus(configure)).isEqualTo("OK");
        assertThat(get("201/config").at("data.cores")).isEqualTo("8");
    }

    @Test
    void aDestroyedVmIsGoneAndItsVmidFree() {
        String upid = taken(delete("105?purge=1&destroy-unreferenced-disks=0"));
        assertThat(upid).contains(":qmdestroy:105:");
        assertThat(get("105/config").status()).isEqualTo(200);

        assertThat(end(upid)).isEqualTo("OK");
        assertThat(refused(get("105/config"))).isEqualTo(noConfig("105"));
        assertThat(refused(get("105/status/current"))).isEqualTo(noConfig("105"));
        assertThat(refused(delete("105"))).isEqualTo(noConfig("105"));
        assertThat(cluster.effects("destroy", "105")).isEqualTo(1);
        assertThat(cluster.tasks("qmdestroy", "105")).isEqualTo(1);
        assertThat(end(taken(post("100/clone", "newid=105")))).isEqualTo("OK");
    }

    @Test
    void aRunningVmIsNotDestroyed() {
        taken(post("101/status/start", ""));
        String tooEarly = taken(delete("101"));
        assertThat(end(tooEarly)).isEqualTo("VM 101 is running - destroy failed");

        assertThat(refused(delete("101"))).isEqualTo("VM 101 is running - destroy failed");
        assertThat(get("101/status/current").at("data.status")).isEqualTo("running");
        assertThat(cluster.effects("destroy", "101")).isZero();
    }

    @Test
    void ofTwoDestroysTheSecondFindsNothing() {
        String first = taken(delete("101"));
        String second = taken(delete("101"));
        assertThat(end(first)).isEqualTo("OK");
        assertThat(exitStatus(second)).isEqualTo(noConfig("101"));
        assertThat(cluster.effects("destroy", "101")).isEqualTo(1);
    }
}
