package dev.opjournal.sample.vms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request is answered, and what becomes of its operation when all goes well. */
class VmApiTest extends SampleTest {
    private static final String KEY = "Idempotency-Key";

    @Test
    void aRequestIsTakenAndGoesOnInTheBackground() {
        Answer answer = start("100");
        String opId = taken(answer);
        assertThat(answer.header("Location")).contains("/operations/" + opId);

        Answer running = awaitState(opId, "task_running");
        assertThat(running.at("kind")).isEqualTo("start");
        assertThat(running.at("target")).isEqualTo("100");
        assertThat(running.at("task")).startsWith("UPID:pve1:").contains(":qmstart:100:");
        assertThat(running.json().has("error")).isFalse();
        assertThat(running.at("at")).isNotBlank();
        assertThat(cluster.effects("start", "100")).isZero();

        cluster.endTasks();
        Answer ended = awaitState(opId, "succeeded");
        assertThat(ended.at("task")).isEqualTo(running.at("task"));
        assertThat(cluster.effects("start", "100")).isEqualTo(1);
    }

    @Test
    void aVmIsStopped() {
        awaitEnd(taken(start("101")), "succeeded");
        awaitEnd(taken(stop("101")), "succeeded");
        assertThat(cluster.effects("stop", "101")).isEqualTo(1);
    }

    @Test
    void settingsOfEachKindArrive() {
        String json = "{\"cores\":7,\"onboot\":true,\"description\":\"№3 <b>&</b> \\\"quoted\\\"\\n\\u2028 end\"}";
        awaitEnd(taken(configure("102", json, "settings-102")), "succeeded");

        Answer config = cluster.api().get("/nodes/pve1/qemu/102/config");
        assertThat(config.at("data.cores")).isEqualTo("7");
        assertThat(config.at("data.onboot")).isEqualTo("1");
        assertThat(config.at("data.description")).isEqualTo("№3 <b>&</b> \"quoted\"\n\u2028 end");
    }

    @Test
    void anAppliedKeyReplaysItsOperation() {
        String opId = taken(start("103", KEY, "job-103"));
        awaitEnd(opId, "succeeded");

        Answer again = start("103", KEY, "job-103");

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.header("Idempotent-Replayed")).contains("true");
        assertThat(again.at("opId")).isEqualTo(opId);
        assertThat(again.at("state")).isEqualTo("succeeded");
        assertThat(cluster.tasks("qmstart", "103")).isEqualTo(1);
    }

    @Test
    void anAppliedKeyReplaysWhileTheVmIsBusy() {
        String opId = taken(start("104", KEY, "job-104"));
        awaitEnd(opId, "succeeded");
        String other = taken(stop("104"));

        assertThat(start("104", KEY, "job-104").at("opId")).isEqualTo(opId);

        awaitEnd(other, "succeeded");
    }

    @Test
    void aKeyInFlightIsRefused() {
        String opId = taken(start("105", KEY, "job-105"));

        Answer refused = start("105", KEY, "job-105");
        assertProblem(refused, 409, "Idempotency key in flight");
        assertThat(refused.at("opId")).isEqualTo(opId);

        awaitEnd(opId, "succeeded");
    }

    @Test
    void aKeyOfAnotherRequestIsRefusedInFlightAndLater() {
        String opId = taken(configure("106", "{\"cores\":2}", "job-106"));

        assertProblem(configure("106", "{\"cores\":4}", "job-106"), 422, "Idempotency key of another request");
        assertProblem(start("106", KEY, "job-106"), 422, "Idempotency key of another request");
        awaitEnd(opId, "succeeded");

        Answer refused = configure("106", "{\"cores\":4}", "job-106");
        assertProblem(refused, 422, "Idempotency key of another request");
        assertThat(refused.at("opId")).isEqualTo(opId);
        assertProblem(start("107", KEY, "job-106"), 422, "Idempotency key of another request");
        assertThat(cluster.tasks("qmconfig", "106")).isEqualTo(1);
        assertThat(cluster.tasks("qmstart", "107")).isZero();
    }

    @Test
    void aVmWithAnOperationInFlightRefusesAnother() {
        String opId = taken(start("108"));
        long before = journaled();

        Answer refused = stop("108");
        assertProblem(refused, 409, "VM busy");
        assertThat(refused.at("opId")).isEqualTo(opId);
        assertThat(refused.at("detail")).contains("VM 108").contains(opId);
        assertProblem(configure("108", "{\"cores\":2}", "job-108"), 409, "VM busy");
        assertThat(journaled()).isEqualTo(before);

        awaitEnd(opId, "succeeded");
        awaitEnd(taken(stop("108")), "succeeded");
    }

    @Test
    void aFailedTaskFreesItsKey() {
        cluster.faults("{\"failNextTasks\":1}");
        String opId = taken(start("109", KEY, "job-109"));
        Answer failed = awaitEnd(opId, "failed");
        assertThat(failed.at("error")).isEqualTo("start failed: simulated fault");

        String second = taken(start("109", KEY, "job-109"));
        assertThat(second).isNotEqualTo(opId);
        awaitEnd(second, "succeeded");
        assertThat(cluster.effects("start", "109")).isEqualTo(1);
    }

    @Test
    void theErrorOfATaskIsRecorded() {
        awaitEnd(taken(start("110")), "succeeded");
        assertThat(awaitEnd(taken(start("110")), "failed").at("error")).isEqualTo("VM 110 already running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "0100", "1000000000", "-101", "101x", "pve", "1e3", "%31%30%31%00"})
    void aVmidThatProxmoxWouldNotTakeIsRefused(String vmid) {
        long before = journaled();
        Answer refused = start(vmid);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(journaled()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "null",
                "\"cores\"",
                "{\"cores\":null}",
                "{\"cores\":[1]}",
                "{\"cores\":{\"n\":1}}",
                "{\"cores\":1,\"cores\":2}",
                "{\"cores\":1} {}",
                "{\"\":1}",
                "{\"Cores\":1}",
                "{\"a b\":1}",
                "{\"delete\":\"net0\"}",
                "{\"skiplock\":true}"
            })
    void settingsThatAreNoneAreRefusedAndNotJournaled(String json) {
        long before = journaled();
        assertProblem(configure("111", json, "bad-settings"), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
    }

    @Test
    void settingsMayBeAsLargeAsTheyMayAndNoLarger() {
        String frame = "{\"description\":\"\"}";
        String text = "x".repeat(SettingsReader.MAX_BYTES - frame.length());
        awaitEnd(taken(configure("113", frame.replace("\"\"", "\"" + text + "\""), "large-settings")), "succeeded");
        assertThat(cluster.api().get("/nodes/pve1/qemu/113/config").at("data.description"))
                .isEqualTo(text);

        long before = journaled();
        Answer refused = configure("113", frame.replace("\"\"", "\"x" + text + "\""), "huge-settings");
        assertProblem(refused, 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
    }

    @Test
    void anIdempotencyKeyOutOfBoundsIsRefusedAndNotJournaled() {
        long before = journaled();
        assertProblem(start("112", KEY, ""), 400, "Bad request");
        assertProblem(start("112", KEY, "k".repeat(5_000)), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
    }

    @Test
    void anUnknownOperationIsNotFound() {
        assertProblem(operation("no-such-operation"), 404, "Unknown operation");
    }

    @Test
    void requestsThatTheServiceDoesNotHaveAreProblemsToo() {
        assertProblem(app.get("/vms/101/start"), 405, "Method Not Allowed");
        assertProblem(app.put("/vms/101/config", "{\"cores\":1}"), 415, "Unsupported Media Type");
        assertProblem(app.post("/vms/101/reset", ""), 404, "Not Found");
    }
}
