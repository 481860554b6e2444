package dev.opjournal.spring.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.Interrupted;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the endpoint does with filters and for those who may write, whichever web framework serves it. */
abstract class EndpointContract extends HttpFixture {
    static final String UNRESTRICTED = "management.endpoint.journal.access=unrestricted";
    private static final String SHOWN = "management.endpoint.journal.show-values=always";
    private static final String SUCCEEDED = "{\"resolve\": \"succeeded\", \"reason\": \"the ledger has it\"}";
    private static final String FAILED = "{\"resolve\": \"failed\", \"reason\": \"the ledger has nothing\"}";

    @Test
    void withAFilterTheNewestEntriesThatMatchAreTold() {
        start();
        startOfVm();
        backup().failed("no space left");
        String told = """
                {"path": "%s", "sizeBytes": %d,
                 "counts": {"started": 0, "task_running": 1, "succeeded": 0, "failed": 1}, "appliedKeys": 0,
                 "inFlight": [
                   {"opId": "op-1", "state": "task_running", "at": "2026-11-23T20:00:10Z", "kind": "vm.start",
                    "target": "101", "task": "UPID:pve1:1", "params": {"node": "******", "password": "******"}}],
                 "recovery": {"state": "COMPLETED", "recovered": 0, "failed": 0, "stillRunning": 0, "givenUp": 0,
                              "withoutHandler": 0},
                 "operations": [
                   {"opId": "op-2", "state": "failed", "at": "2026-11-23T20:00:10Z", "kind": "backup", "params": {},
                    "error": "******"}],
                 "operationsComplete": true}
                """.formatted(file, journal().status().sizeBytes());

        assertJson("/actuator/journal?state=failed", 200, told);
        assertJson("/actuator/journal?kind=backup", 200, told);
    }

    @Test
    void byItsIdAnOperationIsToldWithItsHistory() {
        start();
        startOfVm().failed("no route");
        String numbers = """
                "path": "%s", "sizeBytes": %d,
                "counts": {"started": 0, "task_running": 0, "succeeded": 0, "failed": 1}, "appliedKeys": 0,
                "inFlight": [],
                "recovery": {"state": "COMPLETED", "recovered": 0, "failed": 0, "stillRunning": 0, "givenUp": 0,
                             "withoutHandler": 0},
                "operationsComplete": true
                """.formatted(file, journal().status().sizeBytes());
        String begun = """
                "at": "2026-11-23T20:00:10Z", "kind": "vm.start", "target": "101",
                "params": {"node": "******", "password": "******"}
                """;
        String failed = "\"state\": \"failed\", \"task\": \"UPID:pve1:1\", \"error\": \"******\", " + begun;

        assertJson("/actuator/journal?opId=op-1", 200, """
                {%1$s,
                 "operations": [{"opId": "op-1", %2$s}],
                 "history": [
                   {"state": "started", %3$s},
                   {"state": "task_running", "task": "UPID:pve1:1", %3$s},
                   {%2$s}]}
                """.formatted(numbers, failed, begun));
        String nothing = "{" + numbers + ", \"operations\": [], \"history\": []}";
        assertJson("/actuator/journal?opId=op-9", 200, nothing);
        assertJson("/actuator/journal?opId=op-1&state=succeeded", 200, nothing);
        assertJson("/actuator/journal?opId=op-1&limit=0", 200, nothing);
    }

    @Test
    void filtersGoTogether() {
        start();
        startOfVm();
        backup().failed("no space left");
        journal()
                .begin(OperationSpec.of("vm.start").opId("op-3").target("102").idempotencyKey("job-1"))
                .succeeded();

        assertFound("kind=vm.start", "op-3", "op-1");
        assertFound("kind=vm.start&target=101", "op-1");
        assertFound("kind=vm.start&state=failed");
        assertFound("state=failed,succeeded", "op-3", "op-2");
        assertFound("state=failed&state=task_running", "op-2", "op-1");
        assertFound("idempotencyKey=job-1", "op-3");
        assertFound("kind=vm.start&limit=1", "op-3");
        assertFound("kind=vm.start&limit=0");
        assertFound("opId=op-9");
    }

    @Test
    void aFilterThatMakesNoSenseIsABadRequest() {
        start();
        String states = "Use one of started, task_running, succeeded, failed, or several with commas between them.";
        String value = "Give a value, or leave it out.";

        assertProblem(get("/actuator/journal?state=begun"), 400, "state is 'begun'.", states);
        assertProblem(get("/actuator/journal?state=failed,"), 400, "state is ''.", states);
        assertProblem(get("/actuator/journal?kind="), 400, "kind is empty.", value);
        assertProblem(get("/actuator/journal?limit=-1"), 400, "limit is -1.", "Use a number from 0 on.");
        assertProblem(get("/actuator/journal?limit=many"), 400, "limit is 'many'.", "Use a number from 0 on.");
        assertProblem(
                get("/actuator/journal?limit=99999999999"), 400, "limit is '99999999999'.", "Use a number from 0 on.");
        assertProblem(
                get("/actuator/journal?kind=backup&limit=10001"),
                400,
                "limit is 10001.",
                "With a filter it is at most 10000.");
    }

    @Test
    void recoveryAsksAgain() {
        Interrupted.leave(file, "vm.start");
        start(OnSecondThought.class, UNRESTRICTED, "journal.recovery.max-attempts=1");
        get("/actuator/journal").expectBody().jsonPath("$.recovery.givenUp").isEqualTo(1);

        post("/actuator/journal", "{\"action\": \"recover\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("COMPLETED");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(journal().latest("vm.start-1").map(JournalEntry::state))
                        .contains(OpState.SUCCEEDED));
    }

    @Test
    void withoutRecoveryNobodyIsAsked() {
        start(UNRESTRICTED, "journal.recovery.enabled=false");

        assertProblem(
                post("/actuator/journal", "{\"action\": \"recover\"}"),
                409,
                "The journal has no recovery.",
                "Set journal.recovery.enabled to true and start the application again, or settle single operations by"
                        + " their ids.");
    }

    @Test
    void theJournalIsCompacted() {
        start(UNRESTRICTED);
        backup().failed("no space left");
        long before = journal().status().sizeBytes();
        clock.set("2027-11-23T20:00:10Z");

        post("/actuator/journal", "{\"action\": \"compact\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.bytesBefore")
                .isEqualTo((int) before)
                .jsonPath("$.operationsDropped")
                .isEqualTo(1)
                .jsonPath("$.keysDropped")
                .isEqualTo(0);
        get("/actuator/journal/op-2").expectStatus().isNotFound();
    }

    @Test
    void whatNobodyRunsIsResolved() {
        start(UNRESTRICTED, SHOWN);
        releasedBackup();
        clock.set("2026-11-23T20:00:20Z");

        assertJson(post("/actuator/journal/op-2", SUCCEEDED), 200, """
                {"opId": "op-2", "state": "succeeded", "at": "2026-11-23T20:00:20Z", "kind": "backup", "params": {},
                 "error": "resolved by hand: the ledger has it"}
                """);
        assertThat(journal().latest("op-2").orElseThrow().state()).isEqualTo(OpState.SUCCEEDED);
    }

    @Test
    void whatWasResolvedStaysSoAfterARestart() {
        start(UNRESTRICTED);
        releasedBackup();
        post("/actuator/journal/op-2", FAILED).expectStatus().isOk();
        application.close();

        start(SHOWN);

        get("/actuator/journal/op-2")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.history[2].state")
                .isEqualTo("failed")
                .jsonPath("$.history[2].error")
                .isEqualTo("resolved by hand: the ledger has nothing");
    }

    @Test
    void theKeyOfWhatWasResolvedIsAppliedOrFree() {
        start(UNRESTRICTED);
        OperationSpec keyed = OperationSpec.of("job.apply").idempotencyKey("job-1");
        journal().begin(keyed.opId("first")).release("no answer came");
        post("/actuator/journal/first", FAILED).expectStatus().isOk();
        journal().begin(keyed.opId("second")).release("no answer came");
        post("/actuator/journal/second", SUCCEEDED).expectStatus().isOk();

        assertThat(journal().alreadyApplied("job-1")).isTrue();
        assertFound("idempotencyKey=job-1", "second", "first");
    }

    @Test
    void anIdThatAPathCannotCarryIsReachedByQueryAndBody() {
        start(UNRESTRICTED);
        for (String opId : new String[] {"a/b;c", "d/../e"}) {
            journal().begin(OperationSpec.of("backup").opId(opId)).release("no answer came");
        }

        getEncoded("/actuator/journal?opId=a%2Fb%3Bc")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.operations[0].opId")
                .isEqualTo("a/b;c")
                .jsonPath("$.history.length()")
                .isEqualTo(2);
        post("/actuator/journal?opId=a%2Fb%3Bc", SUCCEEDED)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.opId")
                .isEqualTo("a/b;c");
        post("/actuator/journal", "{\"opId\": \"d/../e\", \"resolve\": \"failed\", \"reason\": \"it never ran\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.opId")
                .isEqualTo("d/../e");
    }

    @Test
    void whatCannotBeResolvedIsAConflict() {
        start(UNRESTRICTED);
        startOfVm();
        backup().failed("no space left");

        assertProblem(
                post("/actuator/journal/op-1", SUCCEEDED),
                409,
                "Operation op-1 is task_running and somebody in this process runs it, its runner or recovery.",
                "Wait until it has ended, or is released.");
        assertProblem(
                post("/actuator/journal/op-2", SUCCEEDED),
                409,
                "Operation op-2 has ended before: it is failed.",
                "Take the recorded outcome. An operation ends once.");
        assertThat(journal().history("op-1")).hasSize(2);
        assertThat(journal().history("op-2")).hasSize(2);
    }

    @Test
    void whatAHandlerIsAskedAboutIsAConflictAndItsAnswerStands() {
        Interrupted.leave(file, "vm.start");
        start(Asking.class, UNRESTRICTED, "journal.recovery.timeout=0");
        Asking handler = application.bean(Asking.class);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> handler.asked.getCount() == 0);

        assertProblem(
                post("/actuator/journal/vm.start-1", FAILED),
                409,
                "Operation vm.start-1 is task_running and somebody in this process runs it, its runner or recovery.",
                "Wait until it has ended, or is released.");

        handler.answers.countDown();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(journal().latest("vm.start-1").map(JournalEntry::state))
                        .contains(OpState.SUCCEEDED));
        assertProblem(
                post("/actuator/journal/vm.start-1", FAILED),
                409,
                "Operation vm.start-1 has ended before: it is succeeded.",
                "Take the recorded outcome. An operation ends once.");
        assertThat(journal().history("vm.start-1")).hasSize(3);
    }

    @Test
    void anUnknownOperationIsNotFound() {
        start(UNRESTRICTED);
        String reason = "The journal holds no operation op-9.";
        String action = "See the id for typing errors; what ended long ago is dropped by the journal's retention.";

        assertProblem(post("/actuator/journal/op-9", SUCCEEDED), 404, reason, action);
        assertProblem(post("/actuator/journal?opId=op-9", SUCCEEDED), 404, reason, action);
    }

    @Test
    void aWishThatMakesNoSenseIsABadRequest() {
        start(UNRESTRICTED);
        releasedBackup();
        String outcomes = "Use succeeded if the effect happened, or failed if it did not and never will.";
        String all = "Send action, one of recover and compact, or opId with resolve and reason.";

        assertProblem(
                post("/actuator/journal/op-2", "{\"resolve\": \"succeeded\", \"reason\": \" \"}"),
                400,
                "There is no reason.",
                "Give one: it is recorded for whoever reads of the operation later.");
        assertProblem(
                post("/actuator/journal/op-2", "{\"resolve\": \"done\", \"reason\": \"x\"}"),
                400,
                "resolve is 'done'.",
                outcomes);
        assertProblem(post("/actuator/journal/op-2", "{\"reason\": \"x\"}"), 400, "resolve is missing.", outcomes);
        assertProblem(
                post("/actuator/journal", "{\"action\": \"restart\"}"),
                400,
                "action is 'restart'.",
                "Use one of recover, compact.");
        assertProblem(post("/actuator/journal", "{}"), 400, "The request names neither an action nor an opId.", all);
        assertProblem(
                post("/actuator/journal", "{\"action\": \"compact\", \"opId\": \"op-2\"}"),
                400,
                "The request names an action and more.",
                all);
        assertProblem(
                post("/actuator/journal/op-2", "{\"opId\": \"op-1\", \"resolve\": \"succeeded\", \"reason\": \"x\"}"),
                400,
                "The path names operation op-2 and the request op-1.",
                "Name one.");
        for (String noObject : new String[] {"[]", "resolve it", "{\"resolve\": {}}", "{"}) {
            post("/actuator/journal/op-2", noObject).expectStatus().isBadRequest();
            post("/actuator/journal", noObject).expectStatus().isBadRequest();
        }
        assertThat(journal().history("op-2")).hasSize(2);
    }

    @Test
    void aClosedJournalIsUnavailable() {
        start(UNRESTRICTED);
        releasedBackup();
        journal().close();
        String reason = "The journal " + file + " is closed; nothing was written.";
        String action = "Stop work that writes to the journal before the journal is closed.";

        assertProblem(post("/actuator/journal/op-2", SUCCEEDED), 503, reason, action);
        assertProblem(post("/actuator/journal", "{\"action\": \"recover\"}"), 503, reason, action);
        assertProblem(post("/actuator/journal", "{\"action\": \"compact\"}"), 503, reason, action);
        assertProblem(get("/actuator/journal?kind=backup"), 503, reason, action);
    }

    private void assertFound(String query, String... opIds) {
        var body = get("/actuator/journal?" + query).expectStatus().isOk().expectBody();
        body.jsonPath("$.operations.length()").isEqualTo(opIds.length);
        for (int i = 0; i < opIds.length; i++) {
            body.jsonPath("$.operations[" + i + "].opId").isEqualTo(opIds[i]);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnSecondThought {
        @Bean
        RecoveryHandler start() {
            return onSecondThought(RecoveryDecision.succeeded());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Asking {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch answers = new CountDownLatch(1);

        @Bean
        RecoveryHandler handler(Asking asking) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                asking.asked.countDown();
                asking.answers.await();
                return RecoveryDecision.succeeded();
            });
        }
    }
}
