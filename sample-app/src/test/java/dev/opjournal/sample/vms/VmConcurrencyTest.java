package dev.opjournal.sample.vms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.AtOnce;
import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

class VmConcurrencyTest extends SampleTest {
    private static final int CALLERS = 16;

    @RepeatedTest(10)
    void ofConcurrentRequestsOnOneVmOneIsTaken() throws Exception {
        int before = cluster.tasks("qmstart", "120");
        long journaledBefore = journaled();
        List<Answer> answers = AtOnce.call(
                CALLERS, i -> i % 2 == 0 ? start("120") : start("120", "Idempotency-Key", "k" + before + i));

        List<Answer> taken = with(answers, 202);
        assertThat(taken).hasSize(1);
        assertThat(with(answers, 409)).hasSize(CALLERS - 1);
        String opId = taken(taken.get(0));
        assertThat(journaled()).isEqualTo(journaledBefore + 1);
        assertThat(with(answers, 409))
                .allSatisfy(refused -> assertThat(refused.at("opId")).isEqualTo(opId));
        awaitState(opId, "task_running");
        assertThat(cluster.tasks("qmstart", "120")).isEqualTo(before + 1);

        cluster.endTasks();
        awaitState(opId, "succeeded");
        awaitEnd(taken(stop("120")), "succeeded");
    }

    @RepeatedTest(10)
    void ofConcurrentRequestsWithOneKeyOneIsTakenAndLaterAllAreReplayed() throws Exception {
        int before = cluster.tasks("qmstart", "121");
        String key = "one-key-" + before;
        List<Answer> answers = AtOnce.call(CALLERS, i -> start("121", "Idempotency-Key", key));
        assertThat(with(answers, 409)).hasSize(CALLERS - 1);
        String opId = taken(with(answers, 202).get(0));
        awaitEnd(opId, "succeeded");

        List<Answer> replays = AtOnce.call(CALLERS, i -> start("121", "Idempotency-Key", key));

        assertThat(replays).allSatisfy(replay -> {
            assertThat(replay.status()).isEqualTo(202);
            assertThat(replay.header("Idempotent-Replayed")).contains("true");
            assertThat(replay.at("opId")).isEqualTo(opId);
        });
        assertThat(cluster.tasks("qmstart", "121")).isEqualTo(before + 1);
        awaitEnd(taken(stop("121")), "succeeded");
    }

    private static List<Answer> with(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).toList();
    }
}
