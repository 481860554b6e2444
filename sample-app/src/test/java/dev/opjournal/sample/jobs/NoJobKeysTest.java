package dev.opjournal.sample.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.SampleTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** An application that nobody gave a key. Its journal may forget idempotency keys as soon as it likes. */
@TestPropertySource(properties = "journal.retention.idempotency-keys=1m")
class NoJobKeysTest extends SampleTest {
    @Test
    void noJobIsTaken() {
        long before = journaled();
        String job = JobTest.start("n", "100", Instant.now().plus(Duration.ofMinutes(1)));

        Answer refused = new Signer("ops").send(app, job);

        assertProblem(refused, 403, "No job keys");
        assertThat(refused.at("type")).isEqualTo("urn:opjournal:sample:no-job-keys");
        assertThat(refused.at("detail")).contains("jobs.keys");
        assertThat(journaled()).isEqualTo(before);
    }
}
