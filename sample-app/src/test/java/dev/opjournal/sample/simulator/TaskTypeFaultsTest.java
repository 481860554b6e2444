package dev.opjournal.sample.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.sample.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that strike one step of several. */
class TaskTypeFaultsTest extends VmTasksTest {
    @Test
    void onlyTasksOfTheTypeFail() {
        cluster.faults("{\"failNextTasks\":1,\"failTaskType\":\"qmstart\"}");
        String configure = taken(post("101/config", "cores=2"));
        String first = taken(post("101/status/start", ""));
        String second = taken(post("101/status/start", ""));

        assertThat(end(configure)).isEqualTo("OK");
        assertThat(exitStatus(first)).isEqualTo("start failed: simulated fault");
        assertThat(exitStatus(second)).isEqualTo("OK");
        assertThat(cluster.control().get("/faults").at("failTaskType")).isEmpty();
    }

    @Test
    void onlyCallsThatBeginATaskOfTheTypeAreCut() {
        cluster.faults(
                "{\"dropRequests\":1,\"dropAnswers\":1,\"errorAnswers\":1,\"cutTaskType\":\"qmdestroy\",\"failNextTasks\":1}");
        String configure = taken(post("101/config", "cores=2"));
        assertThat(end(configure)).isEqualTo("config failed: simulated fault");

        assertThatThrownBy(() -> delete("101")).isInstanceOf(Http.CutOff.class);
        assertThat(cluster.tasks("qmdestroy", "101")).isZero();
        assertThatThrownBy(() -> delete("101")).isInstanceOf(Http.CutOff.class);
        assertThat(cluster.tasks("qmdestroy", "101")).isEqualTo(1);
        taken(post("102/config", "cores=2"));
        assertThat(refused(delete("102"))).isEqualTo("simulated fault");
        assertThat(cluster.tasks("qmdestroy", "102")).isEqualTo(1);
        taken(delete("103"));
    }

    @Test
    void callsThatOnlyAskUseNoFaultUp() {
        cluster.faults("{\"dropRequests\":1}");
        assertThat(get("101/snapshot").status()).isEqualTo(200);
        assertThat(post("101/unknown", "").status()).isEqualTo(501);
        assertThatThrownBy(() -> delete("101/snapshot/before")).isInstanceOf(Http.CutOff.class);
        assertThat(cluster.tasks("qmdelsnapshot", "101")).isZero();
    }

    @Test
    void onlyTasksOfTheTypeAreHeldAndThoseThatWaitForThem() {
        cluster.faults("{\"holdTaskType\":\"qmclone\"}");
        String other = taken(post("101/status/start", ""));
        String clone = taken(post("100/clone", "newid=201"));
        String start = taken(post("201/status/start", ""));
        String source = taken(post("100/status/start", ""));
        assertThat(end(other)).isEqualTo("OK");
        assertThat(exitStatus(clone)).isEmpty();
        assertThat(exitStatus(start)).isEmpty();
        assertThat(exitStatus(source)).isEmpty();
        assertThat(get("201/config").at("data.lock")).isEqualTo("clone");

        String late = taken(post("201/status/stop", ""));
        cluster.faults("{}");
        assertThat(exitStatus(clone)).isEqualTo("OK");
        assertThat(exitStatus(start)).isEqualTo("OK");
        assertThat(exitStatus(source)).isEqualTo("OK");
        assertThat(exitStatus(late)).isEmpty();
        assertThat(end(late)).isEqualTo("OK");
        assertThat(cluster.effects("stop", "201")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"holdTaskType\":\"clone\"}",
                "{\"failTaskType\":\"qmclone\"}",
                "{\"cutTaskType\":\"qmclone\",\"failNextTasks\":1}"
            })
    void whatWouldDoNothingIsRefused(String faults) {
        assertThat(cluster.faults(faults).status()).isEqualTo(400);
        assertThat(cluster.control().get("/faults").at("failNextTasks")).isEqualTo("0");
    }

    @Test
    void whatIsInForceCanBeSetAgain() {
        cluster.faults("{\"failNextTasks\":2,\"failTaskType\":\"qmclone\",\"holdTaskType\":\"qmstop\"}");
        var inForce = cluster.control().get("/faults");
        assertThat(cluster.faults(inForce.raw().body()).json()).isEqualTo(inForce.json());
    }
}
