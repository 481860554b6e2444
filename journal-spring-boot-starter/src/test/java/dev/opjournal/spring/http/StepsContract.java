package dev.opjournal.spring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.JournalEntry;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.spring.Provision;
import dev.opjournal.steps.NotSettledException;
import dev.opjournal.steps.RolledBackException;
import dev.opjournal.steps.StepRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What is told of an operation of several steps, and how one is resolved that can be neither ended nor undone. */
abstract class StepsContract extends HttpFixture {
    private static final String SHOWN = "management.endpoint.journal.show-values=always";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String RECOVERY = """
            {"state": "COMPLETED", "recovered": 0, "failed": 0, "stillRunning": 0, "givenUp": 0, "withoutHandler": 0}
            """;

    @Test
    void anOperationInMidStepIsToldAsATreeAndIsOneLineOfHealth() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        start(Provision.class);
        application.bean(Provision.class).configure = step -> {
            step.taskRunning("UPID:pve1:8");
            begun.countDown();
            goOn.await();
        };
        CompletableFuture<JournalEntry> end = CompletableFuture.supplyAsync(this::provision);
        Awaitility.await().atMost(PATIENCE).until(() -> begun.getCount() == 0);
        clock.set("2026-11-23T20:00:20Z");
        String steps =
                """
                [{"step": "clone", "opId": "op-1.1", "state": "succeeded", "history": [
                   {"state": "started", %1$s},
                   {"state": "task_running", "task": "UPID:pve1:7", %1$s},
                   {"state": "succeeded", "task": "UPID:pve1:7", "result": "******", %1$s}]},
                 {"step": "configure", "opId": "op-1.2", "state": "running", "history": [
                   {"state": "started", %2$s},
                   {"state": "task_running", "task": "UPID:pve1:8", %2$s}]},
                 {"step": "start", "opId": "op-1.3", "state": "not_begun"}]
                """.formatted(at("vm.provision.clone", "\"plan\": \"******\""), at("vm.provision.configure", ""));
        String begin = "\"state\": \"started\", " + at("vm.provision", "\"password\": \"******\"");
        String mid = """
                "state": "task_running", "task": "UPID:pve1:8", "parent": "op-1", "step": "configure", %s
                """.formatted(at("vm.provision.configure", ""));

        assertJson("/actuator/journal/op-1", 200, """
                {"opId": "op-1", "history": [{%s}], "steps": %s}
                """.formatted(begin, steps));
        assertJson("/actuator/journal/op-1.2", 200, """
                {"opId": "op-1.2", "parent": "op-1", "step": "configure", "history": [
                   {"state": "started", %1$s},
                   {"state": "task_running", "task": "UPID:pve1:8", %1$s}]}
                """.formatted(at("vm.provision.configure", "")));
        assertJson("/actuator/journal?opId=op-1", 200, """
                {"path": "%s", "sizeBytes": %d,
                 "counts": {"started": 1, "task_running": 1, "succeeded": 1, "failed": 0}, "appliedKeys": 0,
                 "inFlight": [{"opId": "op-1", %s}, {"opId": "op-1.2", %s}],
                 "recovery": %s,
                 "operations": [{"opId": "op-1", %3$s}], "operationsComplete": true,
                 "history": [{%3$s}], "steps": %6$s}
                """.formatted(
                        file, journal().status().sizeBytes(), begin, mid, RECOVERY, steps));
        assertJson("/actuator/health/journal", 200, """
                {"status": "UP", "details": {
                   "inFlight": 2,
                   "oldest": [{"opId": "op-1", "kind": "vm.provision", "target": "101", "task": "UPID:pve1:8",
                               "state": "started", "step": "configure", "age": "PT10S"}],
                   "recovery": "COMPLETED",
                   "path": "%s"}}
                """.formatted(file));

        goOn.countDown();
        assertThat(end).succeedsWithin(PATIENCE);
        assertJson("/actuator/journal/op-1.3", 200, """
                {"opId": "op-1.3", "parent": "op-1", "step": "start", "history": [
                   {"state": "started", %1$s}, {"state": "succeeded", %1$s}]}
                """.formatted(
                        at("vm.provision.start", "").replace(":10Z", ":20Z")));
    }

    @Test
    void whatWasUndoneIsToldWithWhy() {
        start(Provision.class, SHOWN);
        application.bean(Provision.class).configure = step -> {
            throw new OperationFailedException("no memory");
        };
        assertThatExceptionOfType(RolledBackException.class).isThrownBy(this::provision);

        assertJson("/actuator/journal/op-1", 200, """
                {"opId": "op-1",
                 "history": [
                   {"state": "started", %1$s},
                   {"state": "failed", "error": "step configure failed: no memory", %1$s}],
                 "steps": [
                   {"step": "clone", "opId": "op-1.1", "state": "undone",
                    "history": [
                      {"state": "started", %2$s},
                      {"state": "task_running", "task": "UPID:pve1:7", %2$s},
                      {"state": "succeeded", "task": "UPID:pve1:7", "result": {"token": "t-7", "node": "pve1"}, %2$s}],
                    "compensation": [{"state": "started", %3$s}, {"state": "succeeded", %3$s}]},
                   {"step": "configure", "opId": "op-1.2", "state": "failed", "history": [
                      {"state": "started", %4$s},
                      {"state": "failed", "error": "no memory", %4$s}]},
                   {"step": "start", "opId": "op-1.3", "state": "not_begun"}]}
                """.formatted(
                        at("vm.provision", "\"password\": \"secret\""),
                        at("vm.provision.clone", "\"plan\": \"clone(undo), configure, start\""),
                        at("vm.provision.clone.undo", "\"reason\": \"step configure failed: no memory\""),
                        at("vm.provision.configure", "")));
    }

    @Test
    void valuesOfStepsAreShownAsFarAsThoseOfOperations() {
        start(Sanitizing.class, SHOWN);
        provision();

        get("/actuator/journal/op-1")
                .expectBody()
                .jsonPath("$.history[0].params.password")
                .isEqualTo(HIDDEN)
                .jsonPath("$.steps[0].history[2].result.token")
                .isEqualTo(HIDDEN)
                .jsonPath("$.steps[0].history[2].result.node")
                .isEqualTo("pve1");
    }

    @Test
    void oneThatIsStuckIsOneLineOfHealthAndEndsWholeWhenAPersonResolvesIt() {
        getStuck();
        clock.set("2026-11-23T20:00:20Z");
        String line = """
                "opId": "op-1", "kind": "vm.provision", "target": "101", "state": "started", "undoing": "clone",
                "age": "PT10S"
                """;

        assertJson("/actuator/health/journal", 503, """
                {"status": "DOWN", "details": {
                   "reason": "Operations are stuck.",
                   "inFlight": 2,
                   "oldest": [{%1$s}],
                   "stuck": [{%1$s, "why": "recovery gave it up"}],
                   "recovery": "COMPLETED",
                   "path": "%2$s"}}
                """.formatted(line, file));
        assertJson("/actuator/journal/op-1", 200, """
                {"opId": "op-1",
                 "stuck": "recovery gave it up",
                 "history": [
                   {"state": "started", %1$s},
                   {"state": "started", "error": "******", %1$s}],
                 "steps": [
                   {"step": "clone", "opId": "op-1.1", "state": "not_undone",
                    "history": [
                      {"state": "started", %2$s},
                      {"state": "task_running", "task": "UPID:pve1:7", %2$s},
                      {"state": "succeeded", "task": "UPID:pve1:7", "result": "******", %2$s}],
                    "compensation": [{"state": "started", %3$s}, {"state": "started", "error": "******", %3$s}]},
                   {"step": "configure", "opId": "op-1.2", "state": "failed", "history": [
                      {"state": "started", %4$s},
                      {"state": "failed", "error": "******", %4$s}]},
                   {"step": "start", "opId": "op-1.3", "state": "not_begun"}]}
                """.formatted(
                        at("vm.provision", "\"password\": \"******\""),
                        at("vm.provision.clone", "\"plan\": \"******\""),
                        at("vm.provision.clone.undo", "\"reason\": \"******\""),
                        at("vm.provision.configure", "")));

        post("/actuator/journal/op-1", "{\"resolve\": \"failed\", \"reason\": \"the clone was destroyed by hand\"}")
                .expectStatus()
                .isOk();

        Awaitility.await().atMost(PATIENCE).until(() -> journal().inFlight().isEmpty());
        get("/actuator/journal/op-1")
                .expectBody()
                .jsonPath("$.stuck")
                .doesNotExist()
                .jsonPath("$.history[2].state")
                .isEqualTo("failed")
                .jsonPath("$.steps[0].compensation[2].state")
                .isEqualTo("failed");
        get("/actuator/health/journal")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.details.stuck")
                .doesNotExist();
        assertThat(Provision.CALLED).doesNotContain("start");
    }

    @Test
    void oneThatIsStuckGoesOnWhenWhatKeptItIsMended() {
        getStuck();
        application.bean(Provision.class).undoClone = step -> {};

        post("/actuator/journal", "{\"action\": \"recover\"}").expectStatus().isOk();

        Awaitility.await().atMost(PATIENCE).until(() -> journal().inFlight().isEmpty());
        assertUndone();
    }

    @Test
    void oneThatIsStuckGoesOnBehindWhatAPersonHasUndone() {
        getStuck();

        post("/actuator/journal/op-1.1.undo", "{\"resolve\": \"succeeded\", \"reason\": \"destroyed by hand\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.parent")
                .isEqualTo("op-1")
                .jsonPath("$.step")
                .isEqualTo("clone");
        post("/actuator/journal", "{\"action\": \"recover\"}").expectStatus().isOk();

        Awaitility.await().atMost(PATIENCE).until(() -> journal().inFlight().isEmpty());
        assertUndone();
        assertThat(Provision.CALLED).containsExactly("clone", "configure", "undo clone", "undo clone");
    }

    private void assertUndone() {
        get("/actuator/journal/op-1")
                .expectBody()
                .jsonPath("$.history[2].state")
                .isEqualTo("failed")
                .jsonPath("$.steps[0].state")
                .isEqualTo("undone");
    }

    private void getStuck() {
        start(
                Provision.class,
                EndpointContract.UNRESTRICTED,
                "journal.health.stuck-status=down",
                "journal.recovery.max-attempts=1",
                "journal.recovery.recheck-interval=10ms");
        Provision.CALLED.clear();
        Provision outside = application.bean(Provision.class);
        outside.configure = step -> {
            throw new OperationFailedException("no memory");
        };
        outside.undoClone = step -> {
            throw new IOException("VM is locked");
        };
        assertThatExceptionOfType(NotSettledException.class).isThrownBy(this::provision);
        Recovery recovery = application.bean(Recovery.class);
        Awaitility.await().atMost(PATIENCE).until(() -> recovery.hasGivenUp("op-1"));
    }

    private JournalEntry provision() {
        return application
                .bean(StepRunner.class)
                .run(OperationSpec.of("vm.provision").opId("op-1").target("101").param("password", "secret"));
    }

    private static String at(String kind, String params) {
        return """
                "at": "2026-11-23T20:00:10Z", "kind": "%s", "target": "101", "params": {%s}
                """.formatted(kind, params);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Provision.class)
    static class Sanitizing {
        @Bean
        SanitizingFunction secrets() {
            return SanitizingFunction.sanitizeValue().ifLikelySensitive();
        }
    }
}
