package dev.opjournal.sample.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Provisioning over HTTP: what is answered, what is made, and what is undone. Each test takes a template of its own. */
class ProvisionApiTest extends StepsTest {
    private static String from(String template) {
        return "{\"template\":\"" + template + "\",\"name\":\"web1\",\"settings\":{\"cores\":2,\"onboot\":true}}";
    }

    private static void assertMade(String vmid) {
        assertThat(vm(vmid, "config").at("data.name")).isEqualTo("web1");
        assertThat(vm(vmid, "config").at("data.cores")).isEqualTo("2");
        assertThat(vm(vmid, "config").at("data.onboot")).isEqualTo("1");
        assertThat(runs(vmid)).isTrue();
        assertThat(cluster.effects("clone", vmid)).isEqualTo(1);
        assertThat(cluster.effects("set_config", vmid)).isEqualTo(1);
        assertThat(cluster.effects("start", vmid)).isEqualTo(1);
        assertThat(cluster.effects("destroy", vmid)).isZero();
    }

    @Test
    void aVmIsClonedConfiguredAndStartedOnceForAKey() {
        Answer answer = provision("200", from("100"), KEY, "job-200");
        String opId = taken(answer);
        assertThat(answer.header("Location")).contains("/operations/" + opId);
        Answer clone = awaitState(opId + ".1", "task_running");
        assertThat(clone.at("task")).contains(":qmclone:100:");
        assertThat(steps(operation(opId))).containsExactly("clone task_running");

        Answer end = finish(opId, "succeeded");

        assertThat(end.at("kind")).isEqualTo("vm.provision");
        assertThat(end.at("target")).isEqualTo("200");
        assertThat(steps(end)).containsExactly("clone succeeded", "configure succeeded", "start succeeded");
        assertMade("200");
        assertThat(app.get("/actuator/journal/" + opId).at("steps.2.step")).isEqualTo("start");
        Answer replay = provision("200", from("100"), KEY, "job-200");
        assertThat(replay.status()).isEqualTo(202);
        assertThat(replay.header("Idempotent-Replayed")).contains("true");
        assertThat(replay.at("opId")).isEqualTo(opId);
        assertThat(cluster.tasks("qmclone", "100")).isEqualTo(1);
    }

    @Test
    void aTemplateAloneIsEnough() {
        finish(taken(provision("201", "{\"template\":101}")), "succeeded");

        assertThat(vm("201", "config").at("data.name")).isEqualTo("vm201");
        assertThat(runs("201")).isTrue();
        assertThat(cluster.effects("set_config", "201")).isZero();
    }

    @Test
    void aRefusedStepHasWhatCameBeforeItUndone() {
        String body = "{\"template\":\"102\",\"settings\":{\"cores\":0}}";
        Answer end = finish(taken(provision("202", body, KEY, "job-202")), "failed");

        assertThat(end.at("error")).startsWith("step configure failed: ").contains("HTTP 400");
        assertThat(steps(end)).containsExactly("clone succeeded, undo succeeded", "configure failed");
        assertThat(exists("202")).isFalse();
        assertThat(cluster.effects("destroy", "202")).isEqualTo(1);
        finish(taken(provision("202", from("102"), KEY, "job-202-again")), "succeeded");
    }

    @ParameterizedTest
    @CsvSource({"qmclone,203,103,0", "qmconfig,204,104,1", "qmstart,205,105,1"})
    void aTaskThatFailsHasAllUndone(String type, String vmid, String template, int destroyed) {
        cluster.faults("{\"failNextTasks\":3,\"failTaskType\":\"" + type + "\"}");

        Answer end = finish(taken(provision(vmid, from(template), KEY, "job-" + vmid)), "failed");

        assertThat(end.at("error")).contains("failed: simulated fault");
        assertThat(exists(vmid)).isFalse();
        assertThat(cluster.effects("destroy", vmid)).isEqualTo(destroyed);
        cluster.faults("{}");
        finish(taken(provision(vmid, from(template), KEY, "job-" + vmid)), "succeeded");
        assertThat(runs(vmid)).isTrue();
    }

    @Test
    void settingsThatAreNotTakenAtFirstAreSetAgain() {
        cluster.faults("{\"failNextTasks\":2,\"failTaskType\":\"qmconfig\"}");

        finish(taken(provision("206", from("106"))), "succeeded");

        assertMade("206");
        assertThat(cluster.tasks("qmconfig", "206")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "dropAnswers,qmclone,207,107",
        "dropAnswers,qmconfig,208,108",
        "dropAnswers,qmstart,209,109",
        "errorAnswers,qmclone,210,110",
        "errorAnswers,qmconfig,211,111",
        "errorAnswers,qmstart,212,112"
    })
    void anAnswerThatIsLostIsFoundOutAndNothingDoneTwice(String fault, String type, String vmid, String template) {
        cluster.faults("{\"" + fault + "\":1,\"cutTaskType\":\"" + type + "\"}");

        finish(taken(provision(vmid, from(template))), "succeeded");

        assertMade(vmid);
        assertThat(cluster.tasks("qmclone", template)).isEqualTo(1);
        assertThat(cluster.tasks("qmconfig", vmid)).isEqualTo(1);
        assertThat(cluster.tasks("qmstart", vmid)).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsLostWhileUndoingIsFoundOutToo() {
        cluster.faults(
                "{\"failNextTasks\":1,\"failTaskType\":\"qmstart\",\"dropAnswers\":1,\"cutTaskType\":\"qmdestroy\"}");

        finish(taken(provision("213", from("113"))), "failed");

        assertThat(exists("213")).isFalse();
        assertThat(cluster.effects("destroy", "213")).isEqualTo(1);
    }

    @Test
    void whatTheClusterShowsToBeImpossibleIsRefusedAndNotJournaled() {
        long before = journaled();
        assertProblem(provision("114", from("115")), 409, "VM exists");
        assertProblem(provision("214", from("999")), 422, "Unknown template");
        assertProblem(provision("99", from("115")), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
        assertThat(exists("114")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"template\":\"x\"}",
                "{\"template\":\"100\",\"nmae\":\"web1\"}",
                "{\"template\":\"100\",\"name\":\"-web\"}",
                "{\"template\":\"100\",\"name\":\"web_1\"}",
                "{\"template\":\"100\",\"settings\":{}}",
                "{\"template\":\"100\",\"settings\":[]}",
                "{\"template\":\"100\",\"settings\":{\"description\":\"mine\"}}"
            })
    void aBodyThatIsNoneIsRefusedAndNotJournaled(String json) {
        long before = journaled();
        assertProblem(provision("215", json), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
    }

    @Test
    void aVmThatIsBeingProvisionedIsBusyAndItsKeyInFlight() {
        String opId = taken(provision("216", from("116"), KEY, "job-216"));
        awaitState(opId + ".1", "task_running");
        long before = journaled();

        assertThat(provision("216", from("116")).at("title")).isEqualTo("VM busy");
        assertThat(start("216").at("title")).isEqualTo("VM busy");
        Answer again = provision("216", from("116"), KEY, "job-216");
        assertProblem(again, 409, "Idempotency key in flight");
        assertThat(again.at("opId")).isEqualTo(opId);
        assertProblem(provision("216", from("117"), KEY, "job-216"), 422, "Idempotency key of another request");

        assertThat(journaled()).isEqualTo(before);
        finish(opId, "succeeded");
    }

    @Test
    void whatIsCancelledIsUndone() {
        String opId = taken(provision("217", from("118")));
        awaitState(opId + ".1", "task_running");

        assertThat(app.delete("/operations/" + opId).status()).isEqualTo(202);

        Answer end = finish(opId, "failed");
        assertThat(end.at("error")).isEqualTo("cancelled: by request");
        assertThat(steps(end)).containsExactly("clone succeeded, undo succeeded", "cancel succeeded");
        assertThat(exists("217")).isFalse();
        assertProblem(app.delete("/operations/" + opId), 409, "Not cancelled");
    }

    @Test
    void whatCannotBeCancelledIsRefused() {
        assertProblem(app.delete("/operations/no-such-operation"), 404, "Unknown operation");
        String opId = taken(start("119"));
        assertProblem(app.delete("/operations/" + opId), 409, "Not cancelled");
        finish(opId, "succeeded");
    }
}
