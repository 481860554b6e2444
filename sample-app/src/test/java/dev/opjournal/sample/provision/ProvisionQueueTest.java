package dev.opjournal.sample.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** More operations than workers. */
@TestPropertySource(properties = "provision.workers=1")
class ProvisionQueueTest extends StepsTest {
    @Test
    void whatWaitsForAWorkerGoesOnInItsTurnOrIsCancelled() {
        String first = taken(provision("200", "{\"template\":\"100\"}"));
        awaitState(first + ".1", "task_running");
        String cancelled = taken(provision("201", "{\"template\":\"101\"}"));
        String last = taken(provision("202", "{\"template\":\"102\"}"));

        assertThat(app.delete("/operations/" + cancelled).status()).isEqualTo(202);

        Answer end = awaitState(cancelled, "failed");
        assertThat(end.at("error")).isEqualTo("cancelled before it began: by request");
        assertThat(steps(end)).isEmpty();
        assertThat(operation(last).at("state")).isEqualTo("started");
        assertThat(steps(operation(last))).isEmpty();
        finish(first, "succeeded");
        finish(last, "succeeded");
        assertThat(runs("200")).isTrue();
        assertThat(runs("202")).isTrue();
        assertThat(exists("201")).isFalse();
    }
}
