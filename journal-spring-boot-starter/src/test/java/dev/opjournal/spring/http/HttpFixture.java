package dev.opjournal.spring.http;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.RunningApplication;
import dev.opjournal.spring.SettableClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A real application that serves HTTP, and a real client: what scripts rely on, as it comes over the wire. */
abstract class HttpFixture {
    static final String HIDDEN = "******";

    @TempDir
    Path directory;

    Path file;
    SettableClock clock;

    @Nullable
    RunningApplication application;

    @BeforeEach
    void aPath() {
        file = directory.resolve("ops.journal");
    }

    @AfterEach
    void stop() {
        if (application != null) {
            // Netty would wait for two seconds, each time, for requests that do not come.
            application
                    .context()
                    .getBeanProvider(ReactorResourceFactory.class)
                    .ifAvailable(netty -> netty.setShutdownQuietPeriod(Duration.ZERO));
            application.close();
        }
    }

    /** The web framework that serves. */
    WebApplicationType type() {
        return WebApplicationType.SERVLET;
    }

    RunningApplication start(String... properties) {
        return start(RunningApplication.NoBeans.class, properties);
    }

    RunningApplication start(Class<?> beans, String... properties) {
        application = RunningApplication.startWeb(type(), file, new Class<?>[] {Clocked.class, beans}, properties);
        clock = application.bean(SettableClock.class);
        return application;
    }

    Journal journal() {
        return application.journal();
    }

    /** {@code op-1}: begun at :10 with a password, its task running. */
    Operation startOfVm() {
        Operation start = journal()
                .begin(OperationSpec.of("vm.start")
                        .opId("op-1")
                        .target("101")
                        .param("node", "pve1")
                        .param("password", "secret"));
        start.taskRunning("UPID:pve1:1");
        return start;
    }

    void succeed(Operation operation) {
        clock.set("2026-11-23T20:00:20Z");
        operation.succeeded(Map.of("token", "t-1", "node", "pve1"));
    }

    /** {@code op-2}: begun at :10 with nothing but its kind. */
    Operation backup() {
        return journal().begin(OperationSpec.of("backup").opId("op-2"));
    }

    /** {@code op-2}, given up by whoever ran it. */
    void releasedBackup() {
        backup().release("no answer came");
    }

    RestTestClient http() {
        return application.http();
    }

    RestTestClient.ResponseSpec get(String path) {
        return http().get().uri(path).exchange();
    }

    /** With a path that is encoded as it stands. */
    RestTestClient.ResponseSpec getEncoded(String path) {
        return http().get().uri(URI.create(application.address() + path)).exchange();
    }

    RestTestClient.ResponseSpec post(String path, String json) {
        return http().post()
                .uri(URI.create(application.address() + path))
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange();
    }

    void assertJson(String path, int status, String json) {
        assertJson(get(path), status, json);
    }

    static void assertJson(RestTestClient.ResponseSpec response, int status, String json) {
        response.expectStatus().isEqualTo(status).expectBody().json(json, JsonCompareMode.STRICT);
    }

    static void assertProblem(RestTestClient.ResponseSpec response, int status, String reason, String action) {
        response.expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.reason")
                .isEqualTo(reason)
                .jsonPath("$.action")
                .isEqualTo(action);
    }

    /** A handler of {@code vm.start} that cannot tell when it is asked for the first time. */
    static RecoveryHandler onSecondThought(RecoveryDecision decision) {
        AtomicInteger asked = new AtomicInteger();
        return RecoveryHandler.forKind(
                "vm.start",
                operation ->
                        asked.getAndIncrement() == 0 ? RecoveryDecision.unknown("no route to the cluster") : decision);
    }

    @Configuration(proxyBeanMethods = false)
    static class Clocked {
        @Bean
        Clock clock() {
            return new SettableClock("2026-11-23T20:00:10Z");
        }
    }
}
