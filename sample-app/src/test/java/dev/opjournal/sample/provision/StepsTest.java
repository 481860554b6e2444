package dev.opjournal.sample.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of operations of several steps share. */
abstract class StepsTest extends SampleTest {
    static final String KEY = "Idempotency-Key";

    @AfterEach
    void nothingIsInFlight() {
        assertThat(app.get("/actuator/health/journal").at("details.inFlight")).isEqualTo("0");
    }

    Answer provision(String vmid, String json, String... headers) {
        return postJson("/vms/" + vmid + "/provision", json, headers);
    }

    Answer restore(String vmid, String snapshot, String... headers) {
        return postJson("/vms/" + vmid + "/restore", "{\"snapshot\":\"" + snapshot + "\"}", headers);
    }

    Answer postJson(String path, String json, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return app.post(path, json, all);
    }

    /** Lets tasks end until the operation has. */
    Answer finish(String opId, String state) {
        Answer end = await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(30))
                .until(
                        () -> {
                            cluster.endTasks();
                            return operation(opId);
                        },
                        answer -> List.of("succeeded", "failed").contains(answer.at("state")));
        assertThat(end.at("state")).as(end.raw().body()).isEqualTo(state);
        return end;
    }

    /** The names of the steps of an operation with their states, {@code clone succeeded}, and what undid them. */
    static List<String> steps(Answer operation) {
        return operation
                .json()
                .path("steps")
                .valueStream()
                .map(step -> step.path("step").asString("") + " "
                        + step.path("state").asString("")
                        + (step.has("undo") ? ", undo " + step.path("undo").asString("") : ""))
                .toList();
    }

    static Answer vm(String vmid, String what) {
        return cluster.api().get("/nodes/pve1/qemu/" + vmid + "/" + what);
    }

    static boolean exists(String vmid) {
        return vm(vmid, "config").status() == 200;
    }

    static boolean runs(String vmid) {
        return vm(vmid, "status/current").at("data.status").equals("running");
    }

    static List<String> snapshots(String vmid) {
        return vm(vmid, "snapshot")
                .json()
                .path("data")
                .valueStream()
                .map(row -> row.path("name").asString(""))
                .filter(name -> !name.equals("current"))
                .toList();
    }
}
