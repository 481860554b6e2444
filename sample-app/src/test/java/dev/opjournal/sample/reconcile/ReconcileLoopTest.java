package dev.opjournal.sample.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.SampleTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The loop as it runs in the application. */
@TestPropertySource(
        properties = {
            "reconcile.interval=20ms",
            "reconcile.vms.100.power=running",
            "reconcile.vms.101.power=stopped",
            "reconcile.vms.101.settings.cores=4",
            "reconcile.vms.101.settings.onboot=true",
            "reconcile.vms.999.power=running"
        })
class ReconcileLoopTest extends SampleTest {
    private JsonNode vm(String vmid) {
        return app.get("/reconcile")
                .json()
                .path("vms")
                .valueStream()
                .filter(vm -> vm.path("vmid").asString("").equals(vmid))
                .findFirst()
                .orElseThrow();
    }

    private long rounds() {
        return app.get("/reconcile").json().path("rounds").asLong(-1);
    }

    /** Waits until whole rounds have passed that began after this was called. */
    private void awaitRounds() {
        long before = rounds();
        await().until(() -> rounds() > before + 5);
    }

    private void awaitInStep(String vmid) {
        await().until(() -> {
            cluster.endTasks();
            JsonNode vm = vm(vmid);
            return vm.path("inStep").asBoolean(false) && !vm.has("inFlight");
        });
    }

    @Test
    void driftIsCorrectedByOneOperationEachTime() {
        awaitInStep("100");
        int tasks = cluster.tasks("qmstart", "100");
        String before = vm("100").path("lastOperation").asString("");

        cluster.change("100", "/status/stop", "");
        String start = await().until(() -> vm("100").path("inFlight").asString(""), opId -> !opId.isEmpty());
        awaitState(start, "task_running");
        awaitRounds();

        assertThat(start).isNotEqualTo(before);
        assertThat(vm("100").path("inFlight").asString("")).isEqualTo(start);
        assertThat(cluster.tasks("qmstart", "100")).isEqualTo(tasks + 1);
        awaitInStep("100");
        assertThat(vm("100").path("lastOperation").asString("")).isEqualTo(start);
        assertThat(cluster.tasks("qmstart", "100")).isEqualTo(tasks + 1);
    }

    @Test
    void settingsAreCorrectedAndThenNothingIsJournaled() {
        awaitInStep("101");
        cluster.change("101", "/config", "cores=9&name=other");
        awaitInStepAfterDrift();

        JsonNode vm = vm("101");
        assertThat(vm.path("found")).isEqualTo(vm.path("wished"));
        assertThat(vm.path("found").toString()).isEqualTo("{\"power\":\"stopped\",\"cores\":\"4\",\"onboot\":\"1\"}");
        assertThat(vm.path("since").asString("")).isNotBlank();
        awaitInStep("100");
        long journaled = journaled();
        awaitRounds();
        assertThat(journaled()).isEqualTo(journaled);
    }

    private void awaitInStepAfterDrift() {
        await().until(() -> cluster.api().get("/nodes/pve1/qemu/101/config").at("data.cores"), cores -> {
            cluster.endTasks();
            return cores.equals("4");
        });
        awaitInStep("101");
    }

    @Test
    void theLoopOutlivesAClusterThatIsDown() {
        awaitInStep("101");
        cluster.faults("{\"unreachable\":true}");
        await().until(() -> vm("101").path("problem").asString("").contains("No answer from Proxmox VE"));
        awaitRounds();

        cluster.faults("{}");
        await().until(() -> !vm("101").has("problem"));
        cluster.change("101", "/config", "cores=8");
        awaitInStepAfterDrift();
        assertThat(vm("999").path("problem").asString("")).contains("no VM 999");
    }
}
