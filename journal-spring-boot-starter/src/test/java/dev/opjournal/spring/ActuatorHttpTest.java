package dev.opjournal.spring;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The JSON that scripts rely on, whole, as it comes over HTTP. */
class ActuatorHttpTest {
    private static final String HIDDEN = "******";

    @TempDir
    Path directory;

    private Path file;
    private SettableClock clock;
    private @Nullable RunningApplication application;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void healthOfAJournalWithNothingInFlight() {
        start();

        assertJson("/actuator/health/journal", 200, """
                {"status": "UP", "details": {"inFlight": 0, "oldest": [], "recovery": "COMPLETED", "path": "%s"}}
                """.formatted(file));
    }

    @Test
    void healthOfAJournalWithOperationsInFlight() {
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
    void healthOfAClosedJournal() {
        start().journal().close();

        assertJson("/actuator/health/journal", 503, """
                {"status": "DOWN",
                 "details": {"reason": "The journal is closed.", "inFlight": 0, "oldest": [],
                             "recovery": "COMPLETED", "path": "%s"}}
                """.formatted(file));
    }

    @Test
    void theJournal() {
        Interrupted.leave(file, "vm.stop", "vm.reset", "vm.pause");
        start(Handlers.class);
        startOfVm();
        backup();
        Journal journal = application.journal();
        journal.begin(OperationSpec.of("job.apply").idempotencyKey("job-1")).succeeded("done");
        long size = journal.status().sizeBytes();

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
                        file, size, journal.latest("vm.pause-1").orElseThrow().at()));
    }

    @Test
    void theJournalWithALimit() {
        start();
        startOfVm();
        backup();

        http().get()
                .uri("/actuator/journal?limit=1")
                .exchange()
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
    void aLimitThatIsNoneIsABadRequest() {
        start();

        for (String limit : new String[] {"-1", "many", "99999999999"}) {
            http().get()
                    .uri("/actuator/journal?limit=" + limit)
                    .exchange()
                    .expectStatus()
                    .isBadRequest();
        }
    }

    @Test
    void theHistoryOfAnOperation() {
        start();
        succeed(startOfVm());

        assertJson("/actuator/journal/op-1", 200, historyOfStart(HIDDEN, HIDDEN, "\"" + HIDDEN + "\""));
    }

    @Test
    void theHistoryOfAnOperationWithItsValues() {
        start(RunningApplication.NoBeans.class, "management.endpoint.journal.show-values=always");
        succeed(startOfVm());

        assertJson(
                "/actuator/journal/op-1",
                200,
                historyOfStart("pve1", "secret", "{\"token\": \"t-1\", \"node\": \"pve1\"}"));
    }

    @Test
    void theHistoryOfAnOperationWithTheValuesThatAreFitToBeSeen() {
        start(Sanitizing.class, "management.endpoint.journal.show-values=always");
        succeed(startOfVm());

        assertJson(
                "/actuator/journal/op-1",
                200,
                historyOfStart("pve1", HIDDEN, "{\"token\": \"******\", \"node\": \"pve1\"}"));
    }

    @Test
    void theHistoryOfAnOperationForWhoeverIsAuthorized() {
        start(
                Authenticating.class,
                "management.endpoint.journal.show-values=when-authorized",
                "management.endpoint.journal.roles=OPERATOR");
        startOfVm();

        assertPasswordShownTo("nobody", HIDDEN);
        assertPasswordShownTo("CLERK", HIDDEN);
        assertPasswordShownTo("OPERATOR", "secret");
    }

    @Test
    void theHistoryOfAFailedOperation() {
        start(RunningApplication.NoBeans.class, "management.endpoint.journal.show-values=always");
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

        http().get().uri("/actuator/journal/op-9").exchange().expectStatus().isNotFound();
    }

    @Test
    void anIdWithOddCharactersIsFoundOrNotButBreaksNothing() {
        start();
        application
                .journal()
                .begin(OperationSpec.of("backup").opId("nächtlich 50%"))
                .taskRunning("1");

        http().get()
                .uri(encoded("n%C3%A4chtlich%2050%25"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.opId")
                .isEqualTo("nächtlich 50%");
        for (String odd : new String[] {"..%2f..%2fetc", "a%2Fb", "%00", "%20", "a;b=c", "%ED%A0%80"}) {
            http().get().uri(encoded(odd)).exchange().expectStatus().is4xxClientError();
        }
    }

    @Test
    void theHistoryOfAClosedJournalIsUnavailable() {
        start();
        startOfVm();
        application.journal().close();

        assertJson("/actuator/journal/op-1", 503, """
                {"reason": "The journal %s is closed; nothing was written.",
                 "action": "Stop work that writes to the journal before the journal is closed."}
                """.formatted(file));
        http().get()
                .uri("/actuator/journal")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.inFlight[0].opId")
                .isEqualTo("op-1");
    }

    @Test
    void nothingCanBeChangedThroughTheEndpoint() {
        start();
        startOfVm();

        http().post().uri("/actuator/journal/op-1").exchange().expectStatus().isEqualTo(405);
        http().delete().uri("/actuator/journal/op-1").exchange().expectStatus().isEqualTo(405);
    }

    @Test
    void theEndpointIsGoneWhenNoAccessIsPermitted() {
        start(RunningApplication.NoBeans.class, "management.endpoint.journal.access=none");

        http().get().uri("/actuator/journal").exchange().expectStatus().isNotFound();
        http().get().uri("/actuator/health/journal").exchange().expectStatus().isOk();
    }

    @Test
    void aManagementPortOfItsOwnServesBoth() {
        start(RunningApplication.NoBeans.class, "management.server.port=0");

        RestTestClient management = application.http("local.management.port");
        management
                .get()
                .uri("/actuator/health/journal")
                .exchange()
                .expectStatus()
                .isOk();
        management.get().uri("/actuator/journal").exchange().expectStatus().isOk();
        http().get().uri("/actuator/journal").exchange().expectStatus().isNotFound();
    }

    private RunningApplication start() {
        return start(RunningApplication.NoBeans.class);
    }

    private RunningApplication start(Class<?> beans, String... properties) {
        application = RunningApplication.startWeb(file, new Class<?>[] {Clocked.class, beans}, properties);
        clock = application.bean(SettableClock.class);
        return application;
    }

    /** {@code op-1}: begun at :10 with a password, its task running. */
    private Operation startOfVm() {
        Operation start = application
                .journal()
                .begin(OperationSpec.of("vm.start")
                        .opId("op-1")
                        .target("101")
                        .param("node", "pve1")
                        .param("password", "secret"));
        start.taskRunning("UPID:pve1:1");
        return start;
    }

    private void succeed(Operation operation) {
        clock.set("2026-11-23T20:00:20Z");
        operation.succeeded(Map.of("token", "t-1", "node", "pve1"));
    }

    /** {@code op-2}: begun at :10 with nothing but its kind. */
    private Operation backup() {
        return application.journal().begin(OperationSpec.of("backup").opId("op-2"));
    }

    private static String historyOfStart(String node, String password, String result) {
        String begun = """
                "kind": "vm.start", "target": "101", "params": {"node": "%s", "password": "%s"}
                """.formatted(node, password);
        return """
                {"opId": "op-1",
                 "history": [
                   {"state": "started", "at": "2026-11-23T20:00:10Z", %1$s},
                   {"state": "task_running", "at": "2026-11-23T20:00:10Z", "task": "UPID:pve1:1", %1$s},
                   {"state": "succeeded", "at": "2026-11-23T20:00:20Z", "task": "UPID:pve1:1", "result": %2$s, %1$s}]}
                """.formatted(begun, result);
    }

    private void assertPasswordShownTo(String role, String shown) {
        http().get()
                .uri("/actuator/journal/op-1")
                .header("X-Role", role)
                .exchange()
                .expectBody()
                .jsonPath("$.history[0].params.password")
                .isEqualTo(shown);
        http().get()
                .uri("/actuator/journal")
                .header("X-Role", role)
                .exchange()
                .expectBody()
                .jsonPath("$.inFlight[0].params.password")
                .isEqualTo(shown);
    }

    private void assertJson(String path, int status, String json) {
        http().get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .json(json, JsonCompareMode.STRICT);
    }

    private URI encoded(String opId) {
        return URI.create(application.address() + "/actuator/journal/" + opId);
    }

    private RestTestClient http() {
        return application.http();
    }

    @Configuration(proxyBeanMethods = false)
    static class Clocked {
        @Bean
        Clock clock() {
            return new SettableClock("2026-11-23T20:00:10Z");
        }
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

    @Configuration(proxyBeanMethods = false)
    static class Sanitizing {
        @Bean
        SanitizingFunction secrets() {
            return SanitizingFunction.sanitizeValue().ifLikelySensitive();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Authenticating {
        @Bean
        Filter roleOfHeader() {
            return (request, response, chain) ->
                    chain.doFilter(new Authenticated((HttpServletRequest) request), response);
        }
    }

    private static final class Authenticated extends HttpServletRequestWrapper {
        private final String role;

        Authenticated(HttpServletRequest request) {
            super(request);
            role = request.getHeader("X-Role");
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            return "nobody".equals(role) ? null : () -> "someone";
        }

        @Override
        public boolean isUserInRole(String asked) {
            return asked.equals(role);
        }
    }
}
