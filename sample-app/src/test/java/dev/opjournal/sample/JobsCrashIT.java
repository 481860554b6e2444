package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.jobs.Signer;
import dev.opjournal.sample.simulator.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signed job, sent again after the application was killed. */
class JobsCrashIT {
    private final Signer ops = new Signer("ops-2026");

    /** What a sender keeps and sends until it is answered. */
    private final String job = "{\"nonce\":\"crash-1\",\"expires\":\"%s\",\"vmid\":\"101\",\"action\":\"start\"}"
            .formatted(Instant.now().plus(Duration.ofMinutes(30)));

    @TempDir
    private Path dir;

    @Test
    void aJobThatRanAtTheKillRunsOnceAndIsReplayedThen() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            String opId;
            try (SampleProcess first = application(cluster)) {
                Http app = first.awaitHttp();
                opId = ops.send(app, job).at("opId");
                app.awaitState(opId, "task_running");
                first.kill();
            }
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                assertRefused(ops.send(app, job), "Idempotency key in flight", opId);

                cluster.endTasks();
                app.awaitState(opId, "succeeded");
                assertRefused(ops.send(app, job), "Job replayed", opId);
                second.kill();
            }
            // On generated code, which binds keys as well.
            String[] arguments = SampleProcess.argumentsFor(cluster, "--" + ops.property());
            try (SampleProcess third = SampleProcess.runAheadOfTime(dir, arguments)) {
                assertRefused(ops.send(third.awaitHttp(), job), "Job replayed", opId);
            }
            assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
            assertThat(cluster.effects("start", "101")).isEqualTo(1);
        }
    }

    @Test
    void aJobWhoseCallWasWaitingForItsAnswerAtTheKillRunsOnce() {
        try (TestCluster cluster = new TestCluster(dir.resolve("cluster.json"))) {
            cluster.faults("{\"delayAnswersMillis\":600000}");
            String opId;
            try (SampleProcess first = application(cluster)) {
                opId = ops.send(first.awaitHttp(), job).at("opId");
                await().until(() -> cluster.tasks("qmstart", "101") == 1);
                first.kill();
            }
            cluster.faults("{}");
            try (SampleProcess second = application(cluster)) {
                Http app = second.awaitHttp();
                assertRefused(ops.send(app, job), "Idempotency key in flight", opId);
                app.awaitState(opId, "task_running");
                cluster.endTasks();
                app.awaitState(opId, "succeeded");
                assertRefused(ops.send(app, job), "Job replayed", opId);
            }
            assertThat(cluster.tasks("qmstart", "101")).isEqualTo(1);
        }
    }

    private static void assertRefused(Answer answer, String title, String opId) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(409);
        assertThat(answer.at("title")).isEqualTo(title);
        assertThat(answer.at("opId")).isEqualTo(opId);
    }

    private SampleProcess application(TestCluster cluster) {
        return SampleProcess.run(dir, SampleProcess.argumentsFor(cluster, "--" + ops.property()));
    }
}
