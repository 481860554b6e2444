package dev.opjournal.spring.http;

import org.junit.jupiter.api.Test;

class HealthHttpTest extends HttpFixture {
    @Test
    void aJournalWithNothingInFlight() {
        start();

        assertJson("/actuator/health/journal", 200, """
                {"status": "UP", "details": {"inFlight": 0, "oldest": [], "recovery": "COMPLETED", "path": "%s"}}
                """.formatted(file));
    }

    @Test
    void aJournalWithOperationsInFlight() {
        start();
        startOfVm();
        backup();
        clock.set("2026-11-23T20:01:40Z");

        assertJson("/actuator/health/journal", 200, """
                {"status": "UP",
                 "details": {
                   "inFlight": 2,
                   "oldest": [
                     {"opId": "op-1", "kind": "vm.start", "target": "101", "task": "UPID:pve1:1",
                      "state": "task_running", "age": "PT1M30S"},
                     {"opId": "op-2", "kind": "backup", "state": "started", "age": "PT1M30S"}],
                   "recovery": "COMPLETED",
                   "path": "%s"}}
                """.formatted(file));
    }

    @Test
    void anOperationThatIsStuck() {
        start("journal.health.stuck-after=10m", "journal.health.stuck-status=out-of-service");
        startOfVm();
        clock.set("2026-11-23T20:10:11Z");
        String operation = """
                "opId": "op-1", "kind": "vm.start", "target": "101", "task": "UPID:pve1:1", "state": "task_running",
                "age": "PT10M1S"
                """;

        assertJson("/actuator/health/journal", 503, """
                {"status": "OUT_OF_SERVICE",
                 "details": {
                   "reason": "Operations are stuck.",
                   "inFlight": 1,
                   "oldest": [{%1$s}],
                   "stuck": [{%1$s, "why": "in flight for longer than PT10M"}],
                   "recovery": "COMPLETED",
                   "path": "%2$s"}}
                """.formatted(operation, file));
        get("/actuator/health").expectStatus().isEqualTo(503);
    }

    @Test
    void anOperationThatIsStuckAndChangesNoStatus() {
        start();
        startOfVm();
        clock.set("2026-11-23T20:15:11Z");

        get("/actuator/health/journal")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.details.stuck[0].opId")
                .isEqualTo("op-1")
                .jsonPath("$.details.stuck[0].why")
                .isEqualTo("in flight for longer than PT15M");
    }

    @Test
    void aClosedJournal() {
        start().journal().close();

        assertJson("/actuator/health/journal", 503, """
                {"status": "DOWN",
                 "details": {"reason": "The journal is closed.", "inFlight": 0, "oldest": [],
                             "recovery": "COMPLETED", "path": "%s"}}
                """.formatted(file));
    }
}
