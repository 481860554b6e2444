package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalListener;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.AopTestUtils;

/** What a name in {@code journal.redact} keeps out of a whole application. */
@ExtendWith(OutputCaptureExtension.class)
class RedactionTest {
    private static final String SECRET = "hunter2-is-no-password";
    private static final OperationSpec CREATE =
            OperationSpec.of("vm.create").target("101").param("node", "pve1").param("password", SECRET);

    @TempDir
    Path directory;

    @Test
    void aRedactedValueIsFoundNowhere(CapturedOutput output) throws IOException {
        Path file = directory.resolve("ops.journal");
        try (RunningApplication application = RunningApplication.startWeb(
                file,
                new Class<?>[] {Witnesses.class},
                "journal.redact=password",
                "management.endpoint.journal.show-values=always",
                "logging.level.dev.opjournal=trace")) {
            Journal journal = application.journal();
            Operation begun = journal.begin(CREATE.opId("op-1").idempotencyKey("job-1"));
            begun.release("no answer came");
            await().until(() -> application.bean(Recovery.class).report().recovered() == 1);
            journal.execute(CREATE.opId("op-2"), op -> "created");
            AopTestUtils.<FileJournal>getTargetObject(journal).compact();

            for (String path : new String[] {"/actuator/journal/op-1", "/actuator/journal/op-2"}) {
                application
                        .http()
                        .get()
                        .uri(path)
                        .exchange()
                        .expectBody(String.class)
                        .value(shown -> assertThat(shown)
                                .contains("\"password\":\"[redacted]\"", "\"node\":\"pve1\"")
                                .doesNotContain(SECRET));
            }
            Witnesses witnesses = application.bean(Witnesses.class);
            await().until(() -> witnesses.seen.size() == 6);
            assertThat(witnesses.seen)
                    .allSatisfy(
                            params -> assertThat(params).isEqualTo(Map.of("node", "pve1", "password", "[redacted]")));
        }

        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
                            .doesNotContain(SECRET));
        }
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    /** A listener and a handler, and the params that they saw. */
    @Configuration(proxyBeanMethods = false)
    static class Witnesses {
        final Queue<Map<String, String>> seen = new ConcurrentLinkedQueue<>();

        @Bean
        JournalListener listener() {
            return entry -> seen.add(entry.params());
        }

        @Bean
        RecoveryHandler handler() {
            return RecoveryHandler.forKind("vm.create", operation -> {
                seen.add(operation.entry().params());
                return RecoveryDecision.succeeded();
            });
        }
    }
}
