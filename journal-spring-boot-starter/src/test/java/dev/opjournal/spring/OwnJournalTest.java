package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalListener;
import dev.opjournal.OpState;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that opens its journal itself gets all the rest. */
class OwnJournalTest {
    @TempDir
    Path directory;

    @Test
    void recoveryHealthEndpointAndListenersServeIt() {
        Path own = directory.resolve("own.journal");
        Interrupted.leave(own, "vm.start");
        Path unused = directory.resolve("unused.journal");
        try (RunningApplication application =
                RunningApplication.startWeb(unused, new Class<?>[] {OpensItsOwn.class}, "own.path=" + own)) {
            assertThat(application.journal().latest("vm.start-1").orElseThrow().state())
                    .isEqualTo(OpState.SUCCEEDED);
            assertThat(application
                            .http()
                            .get()
                            .uri("/actuator/health/journal")
                            .exchange()
                            .expectBody(String.class)
                            .returnResult()
                            .getResponseBody())
                    .contains("\"status\":\"UP\"", own.toString());
            assertThat(application
                            .http()
                            .get()
                            .uri("/actuator/journal")
                            .exchange()
                            .expectBody(String.class)
                            .returnResult()
                            .getResponseBody())
                    .contains(own.toString(), "\"recovered\":1");
            Queue<String> heard = application.bean(OpensItsOwn.class).heard;
            await().untilAsserted(() -> assertThat(heard).containsExactly("vm.start-1 succeeded"));
        }
        assertThat(unused).doesNotExist();
        try (Journal again = FileJournal.open(own)) {
            assertThat(again.inFlight()).isEmpty();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OpensItsOwn {
        final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Bean
        Journal ours(@Value("${own.path}") String path) {
            return FileJournal.open(Path.of(path));
        }

        @Bean
        JournalListener listener() {
            return entry -> heard.add(entry.opId() + " " + entry.state().text());
        }

        @Bean
        RecoveryHandler handler() {
            return RecoveryHandler.forKind("vm.start", operation -> RecoveryDecision.succeeded());
        }
    }
}
