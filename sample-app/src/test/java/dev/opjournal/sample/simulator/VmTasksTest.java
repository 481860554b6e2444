package dev.opjournal.sample.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http;
import dev.opjournal.sample.Http.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster, and what its tasks and VMs look like through the API. */
abstract class VmTasksTest {
    @TempDir
    Path dir;

    TestCluster cluster;

    private Http http;

    @BeforeEach
    void startSimulator() {
        cluster = new TestCluster(dir.resolve("state.json"));
        connect();
    }

    @AfterEach
    void stopSimulator() {
        cluster.close();
    }

    /** Needed anew after a restart. */
    void connect() {
        http = cluster.api();
    }

    Answer get(String path) {
        return http.get("/nodes/pve1/qemu/" + path);
    }

    Answer post(String path, String form) {
        return http.post("/nodes/pve1/qemu/" + path, form);
    }

    Answer delete(String path) {
        return http.delete("/nodes/pve1/qemu/" + path);
    }

    /** The task's id, of a call that was taken. */
    static String taken(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.at("data");
    }

    /** What a call was refused with. */
    static String refused(Answer answer) {
        assertThat(answer.status()).isEqualTo(500);
        return answer.at("message").strip();
    }

    /** How a task ended; empty while it runs. */
    String exitStatus(String upid) {
        Answer status = http.get("/nodes/pve1/tasks/" + URLEncoder.encode(upid, StandardCharsets.UTF_8) + "/status");
        assertThat(status.status()).isEqualTo(200);
        return status.at("data.exitstatus");
    }

    String end(String upid) {
        cluster.endTasks();
        return exitStatus(upid);
    }

    static String noConfig(String vmid) {
        return "Configuration file 'nodes/pve1/qemu-server/" + vmid + ".conf' does not exist";
    }
}
