package dev.opjournal.spring.http;

import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.Interrupted;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the endpoint tells of the journal as a whole and of one operation. */
class JournalHttpTest extends HttpFixture {
    @Test
    void theJournal() {
        Interrupted.leave(file, "vm.stop", "vm.reset", "vm.pause");
        start(Handlers.class);
        startOfVm();
        backup();
        journal().begin(OperationSpec.of("job.apply").idempotencyKey("job-1")).succeeded("done");
        long size = journal().status().sizeBytes();

        assertJson("/actuator/journal", 200, """
                {"path": "%s",
                 "sizeBytes": %d,
                 "counts": {"started": 1, "task_running": 2, "succeeded": 2, "failed": 1},
                 "appliedKeys": 1,
                 "inFlight": [
                   {"opId": "vm.pause-1", "state": "task_running", "at": "%s", "kind": "vm.pause",
                    "target": "vm.pause", "task": "task of vm.pause", "params": {}},
                   {"opId": "op-1", "state": "task_running", "at": "2026-11-23T20:00:10Z", "kind": "vm.start",
                    "target": "101", "task": "UPID:pve1:1", "params": {"node": "******", "password": "******"}},
                   {"opId": "op-2", "state": "started", "at": "2026-11-23T20:00:10Z", "kind": "backup",
                    "params": {}}],
                 "recovery": {"state": "COMPLETED", "recovered": 1, "failed": 1, "stillRunning": 0, "givenUp": 0,
                              "withoutHandler": 1}}
                """.formatted(
                        file, size, journal().latest("vm.pause-1").orElseThrow().at()));
    }

    @Test
    void theJournalWithALimit() {
        start();
        startOfVm();
        backup();

        get("/actuator/journal?limit=1")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.counts.started")
                .isEqualTo(1)
                .jsonPath("$.inFlight.length()")
                .isEqualTo(1)
                .jsonPath("$.inFlight[0].opId")
                .isEqualTo("op-1");
    }

    @Test
    void theHistoryOfAFailedOperation() {
        start("management.endpoint.journal.show-values=always");
        backup().failed("no space left on the backup store");

        assertJson("/actuator/journal/op-2", 200, """
                {"opId": "op-2",
                 "history": [
                   {"state": "started", "at": "2026-11-23T20:00:10Z", "kind": "backup", "params": {}},
                   {"state": "failed", "at": "2026-11-23T20:00:10Z", "kind": "backup", "params": {},
                    "error": "no space left on the backup store"}]}
                """);
    }

    @Test
    void anUnknownOperationIsNotFound() {
        start();

        assertProblem(
                get("/actuator/journal/op-9"),
                404,
                "The journal holds no operation op-9.",
                "See the id for typing errors; what ended long ago is dropped by the journal's retention.");
    }

    @Test
    void anIdWithOddCharactersIsFoundOrNotButBreaksNothing() {
        start();
        journal().begin(OperationSpec.of("backup").opId("nächtlich 50%")).taskRunning("1");

        getEncoded("/actuator/journal/n%C3%A4chtlich%2050%25")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.opId")
                .isEqualTo("nächtlich 50%");
        for (String odd : new String[] {"..%2f..%2fetc", "a%2Fb", "%00", "%20", "a;b=c", "%ED%A0%80"}) {
            getEncoded("/actuator/journal/" + odd).expectStatus().is4xxClientError();
        }
    }

    @Test
    void theHistoryOfAClosedJournalIsUnavailable() {
        start();
        startOfVm();
        journal().close();

        assertJson("/actuator/journal/op-1", 503, """
                {"reason": "The journal %s is closed; nothing was written.",
                 "action": "Stop work that writes to the journal before the journal is closed."}
                """.formatted(file));
        get("/actuator/journal")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.inFlight[0].opId")
                .isEqualTo("op-1");
        get("/actuator/journal?state=failed").expectStatus().isEqualTo(503);
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        @Bean
        RecoveryHandler stops() {
            return RecoveryHandler.forKind("vm.stop", operation -> RecoveryDecision.succeeded());
        }

        @Bean
        RecoveryHandler resets() {
            return RecoveryHandler.forKind("vm.reset", operation -> RecoveryDecision.failed("it still runs"));
        }
    }
}
