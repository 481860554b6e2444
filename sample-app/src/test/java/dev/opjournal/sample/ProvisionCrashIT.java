package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.simulator.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built application, killed while it provisions and restores, and started again. */
class ProvisionCrashIT {
    private static final String PROVISION = "{\"template\":\"100\",\"name\":\"web1\",\"settings\":{\"cores\":2}}";
    private static final String RESTORE = "{\"snapshot\":\"before\"}";
    private static final String[] JSON = {"Content-Type", "application/json"};

    @TempDir
    private Path dir;

    private TestCluster cluster;

    @BeforeEach
    void openCluster() {
        cluster = new TestCluster(dir.resolve("cluster.json"));
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    private SampleProcess application(String onCrash) {
        return SampleProcess.run(
                dir,
                SampleProcess.argumentsFor(
                        cluster,
                        "--proxmox.poll-interval=50ms",
                        "--provision.workers=8",
                        "--provision.on-crash=" + onCrash));
    }

    /**
     * Where the application is killed.
     *
     * @param provision whether it provisions the VM, or restores it
     * @param step the number of the step that is under way
     * @param task the type of its task, which runs
     * @param answered whether the application has the task's id, and has recorded it
     */
    private record Kill(boolean provision, String vmid, int step, String task, boolean answered) {
        String faults() {
            String hold = "\"holdTaskType\":\"" + task + "\"";
            return answered
                    ? "{" + hold + "}"
                    : "{" + hold + ",\"delayAnswersMillis\":600000,\"delayTaskType\":\"" + task + "\"}";
        }
    }

    private static final List<Kill> KILLS = List.of(
            new Kill(true, "201", 1, "qmclone", true),
            new Kill(true, "202", 2, "qmconfig", true),
            new Kill(true, "203", 3, "qmstart", true),
            new Kill(true, "204", 1, "qmclone", false),
            new Kill(true, "205", 2, "qmconfig", false),
            new Kill(true, "206", 3, "qmstart", false),
            new Kill(false, "102", 2, "qmsnapshot", true),
            new Kill(false, "103", 3, "qmstop", true),
            new Kill(false, "104", 4, "qmrollback", true),
            new Kill(false, "105", 5, "qmstart", true),
            new Kill(false, "106", 6, "qmdelsnapshot", true),
            new Kill(false, "107", 4, "qmrollback", false));

    /** Begins the operation and brings it to where the application is to be killed; answers its id. */
    private String bringTo(Kill kill, Http app) {
        String path = "/vms/" + kill.vmid() + (kill.provision() ? "/provision" : "/restore");
        if (!kill.provision()) {
            prepare(kill.vmid());
        }
        cluster.faults(kill.faults());
        Answer answer = app.post(path, kill.provision() ? PROVISION : RESTORE, JSON);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        String opId = answer.at("opId");
        String step = "/operations/" + opId + "." + kill.step();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    cluster.endTasks();
                    return kill.answered() ? app.get(step).at("state").equals("task_running") : runs(kill);
                });
        assertThat(app.get(step).at("state")).isEqualTo(kill.answered() ? "task_running" : "started");
        return opId;
    }

    private boolean runs(Kill kill) {
        String id = kill.task().equals("qmclone") ? "100" : kill.vmid();
        String query = "/nodes/pve1/tasks?source=active&typefilter=" + kill.task() + "&vmid=" + id;
        return !cluster.api().get(query).at("data.0.upid").isEmpty();
    }

    /** A VM that runs, with one core in its snapshot, and four now. */
    private void prepare(String vmid) {
        Http api = cluster.api();
        api.post("/nodes/pve1/qemu/" + vmid + "/snapshot", "snapname=before");
        cluster.endTasks();
        api.post("/nodes/pve1/qemu/" + vmid + "/config", "cores=4");
        api.post("/nodes/pve1/qemu/" + vmid + "/status/start", "");
        cluster.endTasks();
        assertIs(vmid, "4");
    }

    /** Lets tasks end until nothing is in flight; answers what has become of the operation. */
    private String finish(Http app, String opId) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    cluster.endTasks();
                    return app.get("/actuator/health/journal")
                            .at("details.inFlight")
                            .equals("0");
                });
        return app.get("/operations/" + opId).at("state");
    }

    private Answer vm(String vmid, String what) {
        return cluster.api().get("/nodes/pve1/qemu/" + vmid + "/" + what);
    }

    private boolean runs(String vmid) {
        return vm(vmid, "status/current").at("data.status").equals("running");
    }

    private void assertOnce(String vmid, String... effects) {
        for (String effect : effects) {
            assertThat(cluster.effects(effect, vmid)).as(effect + " of " + vmid).isEqualTo(1);
        }
    }

    private void assertMade(String vmid) {
        assertThat(vm(vmid, "config").at("data.name")).isEqualTo("web1");
        assertThat(vm(vmid, "config").at("data.cores")).isEqualTo("2");
        assertThat(runs(vmid)).isTrue();
        assertOnce(vmid, "clone", "set_config", "start");
        assertThat(cluster.effects("destroy", vmid)).isZero();
    }

    private void assertGone(String vmid) {
        assertThat(vm(vmid, "config").status()).as(vmid).isEqualTo(500);
        assertOnce(vmid, "clone", "destroy");
    }

    private void assertIs(String vmid, String cores) {
        assertThat(vm(vmid, "config").at("data.cores")).isEqualTo(cores);
        assertThat(runs(vmid)).isTrue();
        assertThat(vm(vmid, "snapshot").at("data.0.name")).isEqualTo("before");
        assertThat(vm(vmid, "snapshot").at("data.1.name")).isEqualTo("current");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resume", "roll-back"})
    void aKillInAnyStepLeavesAVmWholeOrAsItWas(String onCrash) {
        boolean resume = onCrash.equals("resume");
        Kill before = null;
        String opId = "";
        for (Kill kill : KILLS) {
            try (SampleProcess application = application(onCrash)) {
                Http app = application.awaitHttp();
                if (before != null) {
                    assertEnd(before, finish(app, opId), resume);
                }
                opId = bringTo(kill, app);
                before = kill;
                application.kill();
            }
            cluster.faults("{}");
        }
        try (SampleProcess application = application(onCrash)) {
            assertEnd(KILLS.get(KILLS.size() - 1), finish(application.awaitHttp(), opId), resume);
        }
    }

    private void assertEnd(Kill kill, String state, boolean resume) {
        if (kill.provision()) {
            assertThat(state).as(kill.toString()).isEqualTo(resume ? "succeeded" : "failed");
            if (resume) {
                assertMade(kill.vmid());
            } else {
                assertGone(kill.vmid());
            }
            return;
        }
        // Once its safety snapshot is removed there is nothing to go back to.
        boolean restored = resume || kill.step() == 6;
        assertThat(state).as(kill.toString()).isEqualTo(restored ? "succeeded" : "failed");
        assertIs(kill.vmid(), restored ? "1" : "4");
        if (restored) {
            assertOnce(kill.vmid(), "stop", "rollback", "delsnapshot");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a process cannot be asked to end")
    void anApplicationThatIsClosedInAStepGoesOnWithItAtItsNextStart() {
        Kill close = new Kill(true, "207", 2, "qmconfig", true);
        String opId;
        try (SampleProcess first = application("resume")) {
            opId = bringTo(close, first.awaitHttp());
            assertThat(first.terminate()).isEqualTo(128 + 15);
        }
        cluster.faults("{}");
        try (SampleProcess second = application("resume")) {
            assertEnd(close, finish(second.awaitHttp(), opId), true);
        }
    }
}
