package dev.opjournal.sample.vms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose answer does not come: released, then settled by recovery while the application runs. */
class LostAnswerTest extends SampleTest {
    @ParameterizedTest
    @ValueSource(strings = {"\"dropAnswers\":1", "\"errorAnswers\":1", "\"delayAnswersMillis\":60000"})
    void aTaskWhoseIdWasLostIsFoundAndNotBegunTwice(String fault) {
        int before = cluster.tasks("qmstart", "100");
        cluster.faults("{" + fault + "}");
        String opId = taken(start("100", "Idempotency-Key", "job-" + before));
        await().until(() -> states(opId).size() > 1);
        cluster.faults("{}");

        Answer running = awaitState(opId, "task_running");
        assertThat(running.at("task")).contains(":qmstart:100:");
        assertThat(states(opId)).containsExactly("started", "started", "task_running");

        cluster.endTasks();
        awaitState(opId, "succeeded");
        assertThat(cluster.tasks("qmstart", "100")).isEqualTo(before + 1);
        awaitEnd(taken(stop("100")), "succeeded");
    }

    @Test
    void aCallThatNeverArrivedIsMadeAgain() {
        cluster.faults("{\"dropRequests\":1}");
        String opId = taken(configure("101", "{\"cores\":3}", "job-101"));

        awaitEnd(opId, "succeeded");

        assertThat(states(opId)).containsExactly("started", "started", "task_running", "succeeded");
        assertThat(cluster.effects("set_config", "101")).isEqualTo(1);
    }

    @Test
    void aKeyStaysTakenWhileTheOutcomeIsUnknown() {
        cluster.faults("{\"unreachable\":true}");
        String opId = taken(start("102", "Idempotency-Key", "job-102"));
        await().until(() -> states(opId).size() > 1);

        Answer released = operation(opId);
        assertThat(released.at("state")).isEqualTo("started");
        assertThat(released.at("error")).contains("No answer from Proxmox VE");
        assertProblem(start("102", "Idempotency-Key", "job-102"), 409, "Idempotency key in flight");
        assertProblem(stop("102"), 409, "VM busy");

        cluster.faults("{}");
        awaitEnd(opId, "succeeded");
        assertThat(cluster.effects("start", "102")).isEqualTo(1);
    }

    @Test
    void aVmThatDoesNotExistEndsInAFailure() {
        Answer failed = awaitState(taken(start("999")), "failed");
        assertThat(failed.at("error")).contains("no VM 999");
    }

    @Test
    void aTaskIsAskedAboutUntilProxmoxAnswersAgain() {
        String opId = taken(start("103"));
        awaitState(opId, "task_running");
        cluster.faults("{\"unreachable\":true}");
        cluster.endTasks();
        cluster.faults("{}");

        awaitState(opId, "succeeded");
        assertThat(cluster.effects("start", "103")).isEqualTo(1);
    }

    private List<String> states(String opId) {
        return app.get("/actuator/journal/" + opId)
                .json()
                .path("history")
                .valueStream()
                .map(entry -> entry.path("state").asString(""))
                .toList();
    }
}
