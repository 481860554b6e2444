package dev.opjournal.sample.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.sample.AtOnce;
import dev.opjournal.sample.Http.Answer;
import dev.opjournal.sample.vms.SettingsReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of jobs that are signed. */
class JobApiTest extends JobTest {
    private static final int CALLERS = 32;

    @Test
    void aSignedJobIsTakenAndGoesOnInTheBackground() {
        Answer answer = send(startJob("take", "100"));
        String opId = taken(answer);
        assertThat(answer.header("Location")).contains("/operations/" + opId);

        Answer ended = awaitEnd(opId, "succeeded");
        assertThat(ended.at("kind")).isEqualTo("start");
        assertThat(ended.at("target")).isEqualTo("100");
        assertThat(cluster.effects("start", "100")).isEqualTo(1);
    }

    @Test
    void eachKnownKeyMaySignEachAction() {
        awaitEnd(taken(NIGHT.send(app, coresJob("cores", "101", 7))), "succeeded");
        awaitEnd(taken(OPS.send(app, startJob("start", "101"))), "succeeded");
        awaitEnd(taken(NIGHT.send(app, startJob("stop", "101").replace("start\"}", "stop\"}"))), "succeeded");

        assertThat(cluster.api().get("/nodes/pve1/qemu/101/config").at("data.cores"))
                .isEqualTo("7");
        assertThat(cluster.effects("stop", "101")).isEqualTo(1);
    }

    @Test
    void anAppliedJobIsRefusedAsReplayed() {
        String job = startJob("replay", "102");
        String opId = taken(send(job));
        awaitEnd(opId, "succeeded");
        long before = journaled();

        Answer refused = send(job);

        assertProblem(refused, 409, "Job replayed");
        assertThat(refused.at("type")).isEqualTo("urn:opjournal:sample:job-replayed");
        assertThat(refused.at("opId")).isEqualTo(opId);
        assertThat(refused.at("state")).isEqualTo("succeeded");
        assertThat(refused.at("detail")).contains(opId);
        assertThat(journaled()).isEqualTo(before);
        assertThat(cluster.tasks("qmstart", "102")).isEqualTo(1);
    }

    @Test
    void aJobInFlightIsRefused() {
        String job = startJob("in-flight", "103");
        String opId = taken(send(job));
        long before = journaled();

        Answer refused = send(job);

        assertProblem(refused, 409, "Idempotency key in flight");
        assertThat(refused.at("opId")).isEqualTo(opId);
        assertThat(journaled()).isEqualTo(before);
        awaitEnd(opId, "succeeded");
    }

    @Test
    void aNonceOfAnotherJobIsRefusedInFlightAndLater() {
        String opId = taken(send(coresJob("conflict", "104", 2)));
        long before = journaled();

        assertConflict(coresJob("conflict", "104", 4), opId);
        awaitEnd(opId, "succeeded");
        assertConflict(coresJob("conflict", "104", 4), opId);
        assertConflict(startJob("conflict", "105"), opId);

        assertThat(journaled()).isEqualTo(before);
        assertThat(cluster.effects("set_config", "104")).isEqualTo(1);
        assertThat(cluster.tasks("qmstart", "105")).isZero();
    }

    private void assertConflict(String job, String opId) {
        Answer refused = NIGHT.send(app, job);
        assertProblem(refused, 422, "Idempotency key of another request");
        assertThat(refused.at("opId")).isEqualTo(opId);
    }

    @Test
    void aJobThatIsSignedByTwoRunsOnce() {
        String job = startJob("two-signers", "106");
        String opId = taken(OPS.send(app, job));
        awaitEnd(opId, "succeeded");

        Answer refused = NIGHT.send(app, job);

        assertProblem(refused, 409, "Job replayed");
        assertThat(refused.at("opId")).isEqualTo(opId);
    }

    @Test
    void aJobThatFailedForCertainMayBeSentAgain() {
        String job = startJob("failed", "107");
        cluster.faults("{\"failNextTasks\":1}");
        awaitEnd(taken(send(job)), "failed");

        awaitEnd(taken(send(job)), "succeeded");

        assertThat(cluster.effects("start", "107")).isEqualTo(1);
    }

    @Test
    void aBusyVmRefusesAJobAndLeavesItsNonceFree() {
        String other = taken(configure("108", "{\"cores\":2}", "other"));
        long before = journaled();
        String job = startJob("busy", "108");

        Answer refused = send(job);

        assertProblem(refused, 409, "VM busy");
        assertThat(refused.at("opId")).isEqualTo(other);
        assertThat(journaled()).isEqualTo(before);
        awaitEnd(other, "succeeded");
        awaitEnd(taken(send(job)), "succeeded");
    }

    @RepeatedTest(5)
    void aJobThatManySendAtOnceRunsOnce(RepetitionInfo repetition) throws Exception {
        String vmid = "12" + repetition.getCurrentRepetition();
        String job = startJob("at-once-" + vmid, vmid);
        long before = journaled();

        List<Answer> answers = AtOnce.call(CALLERS, caller -> (caller % 2 == 0 ? OPS : NIGHT).send(app, job));

        List<Answer> taken =
                answers.stream().filter(answer -> answer.status() == 202).toList();
        assertThat(taken).hasSize(1);
        String opId = taken(taken.get(0));
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 202)
                .hasSize(CALLERS - 1)
                .allSatisfy(refused -> {
                    assertProblem(refused, 409, "Idempotency key in flight");
                    assertThat(refused.at("opId")).isEqualTo(opId);
                });
        assertThat(journaled()).isEqualTo(before + 1);
        awaitEnd(opId, "succeeded");
        assertThat(cluster.tasks("qmstart", vmid)).isEqualTo(1);
    }

    @Test
    void anUnsignedRequestCannotHaveTheKeyOfAJob() {
        long before = journaled();

        Answer refused = start("109", "Idempotency-Key", "job:taken-away");
        assertProblem(refused, 400, "Bad request");
        assertThat(refused.at("detail")).contains("signed jobs");
        assertProblem(start("109", "Idempotency-Key", "harmless", "Idempotency-Key", "job:x"), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);

        awaitEnd(taken(configure("109", "{\"cores\":2}", "taken-away")), "succeeded");
        awaitEnd(taken(send(startJob("taken-away", "109"))), "succeeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{JOB} {}",
                "{JOB,\"nonce\":\"twice\"}",
                "{JOB,\"extra\":1}",
                "{JOB,\"settings\":{\"cores\":2}}",
                "{\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":null,\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":7,\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"a b\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"n\\n\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"expires\":1796000000,\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"expires\":\"tomorrow\",\"vmid\":\"110\",\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":110,\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":\"99\",\"action\":\"start\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":\"110\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"START\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"set_config\"}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"set_config\",\"settings\":{}}",
                "{\"nonce\":\"n\",\"expires\":\"TIME\",\"vmid\":\"110\",\"action\":\"set_config\",\"settings\":{\"delete\":\"net0\"}}"
            })
    void aSignedBodyThatIsNoJobIsRefusedAndNotJournaled(String body) {
        long before = journaled();
        String job = startJob("no-job", "110");
        String whole = job.substring(1, job.length() - 1);

        Answer refused = send(body.replace("JOB", whole)
                .replace("TIME", in(Duration.ofMinutes(1)).toString()));

        assertProblem(refused, 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);
    }

    @Test
    void nonceAndBodyMayBeAsLargeAsTheyMayAndNoLarger() {
        String nonce = "n".repeat(128);
        String job = startJob(nonce, "111");
        String spaces = " ".repeat(SettingsReader.MAX_BYTES - job.length());
        long before = journaled();

        assertProblem(send(startJob(nonce + "n", "111")), 400, "Bad request");
        assertProblem(send(job + spaces + " "), 400, "Bad request");
        assertThat(journaled()).isEqualTo(before);

        awaitEnd(taken(send(job + spaces)), "succeeded");
    }

    @Test
    void aJobHoldsUntilItExpires() {
        Instant now = CLOCK.instant();
        long before = journaled();
        for (Instant expired : List.of(now, now.minusNanos(1), now.minusSeconds(1), Instant.EPOCH, Instant.MIN)) {
            Answer refused = send(start("expired", "112", expired));
            assertProblem(refused, 403, "Job expired");
            assertThat(refused.at("type")).isEqualTo("urn:opjournal:sample:job-expired");
            assertThat(refused.at("detail")).contains(expired.toString(), now.toString(), "sign a new job");
            assertThat(refused.json().has("opId")).isFalse();
        }
        assertThat(journaled()).isEqualTo(before);

        awaitEnd(taken(send(start("expired", "112", now.plusNanos(1)))), "succeeded");
    }

    @Test
    void aJobMayExpireAsFarAheadAsItMayAndNoFarther() {
        Duration most = Duration.ofHours(1);
        long before = journaled();
        for (Instant later : List.of(in(most).plusNanos(1), in(most.multipliedBy(2)), Instant.MAX)) {
            Answer refused = send(start("far", "113", later));
            assertProblem(refused, 422, "Job expires too late");
            assertThat(refused.at("type")).isEqualTo("urn:opjournal:sample:job-expires-too-late");
            assertThat(refused.at("detail")).contains(later.toString(), most.toString());
        }
        assertThat(journaled()).isEqualTo(before);

        awaitEnd(taken(send(start("far", "113", in(most)))), "succeeded");
    }

    @Test
    void aRetryThatComesTooLateIsToldWhatBecameOfTheJob() {
        String job = startJob("late", "114");
        String opId = taken(send(job));
        awaitState(opId, "task_running");
        CLOCK.advance(Duration.ofHours(1));
        long before = journaled();

        Answer running = send(job);
        assertProblem(running, 403, "Job expired");
        assertThat(running.at("opId")).isEqualTo(opId);
        assertThat(running.at("state")).isEqualTo("task_running");

        awaitEnd(opId, "succeeded");
        Answer ended = send(job);
        assertProblem(ended, 403, "Job expired");
        assertThat(ended.at("opId")).isEqualTo(opId);
        assertThat(ended.at("state")).isEqualTo("succeeded");
        assertThat(journaled()).isEqualTo(before);
        assertThat(cluster.tasks("qmstart", "114")).isEqualTo(1);
    }

    @Test
    void requestsThatAreNoJobsAreProblemsToo() {
        assertProblem(app.get("/jobs"), 405, "Method Not Allowed");
        assertProblem(app.post("/jobs", "{}", "Content-Type", "text/plain"), 415, "Unsupported Media Type");
    }
}
