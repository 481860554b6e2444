package dev.opjournal.spring;

import dev.opjournal.Journal;
import dev.opjournal.JournalFailedException;
import dev.opjournal.OperationSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A write that really fails: the system lets the process write no file larger than 512 KiB. */
@EnabledOnOs(OS.LINUX)
class FailedJournalIT {
    @TempDir
    Path directory;

    @Test
    void aFailedJournalIsSeenByItsOperators() throws Exception {
        Path file = directory.resolve("ops.journal");
        try (OtherProcess application = OtherProcess.startWithFileSizeLimit(512, directory, Application.class, file)) {
            String[] told = application.message().split("\n");
            RestTestClient http = RestTestClient.bindToServer().baseUrl(told[0]).build();
            String reason = told[1];

            http.get()
                    .uri("/actuator/health/journal")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody()
                    .jsonPath("$.status")
                    .isEqualTo("DOWN")
                    .jsonPath("$.details.reason")
                    .isEqualTo(reason.replace(file + " ", "")
                            + " It takes nothing until the application is started again.")
                    .jsonPath("$.details.oldest[0].opId")
                    .isEqualTo("op-1")
                    .jsonPath("$.details.path")
                    .isEqualTo(file.toString());
            http.get()
                    .uri("/actuator/journal?limit=1")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.inFlight[0].opId")
                    .isEqualTo("op-1");
            http.get()
                    .uri("/actuator/journal/op-1")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody()
                    .jsonPath("$.reason")
                    .isEqualTo(reason);
            http.get()
                    .uri("/actuator/metrics/journal.failures?tag=state:failed")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.measurements[0].value")
                    .isEqualTo(1.0);
        }
    }

    static final class Application {
        public static void main(String[] arguments) throws Exception {
            RunningApplication application = RunningApplication.startWeb(
                    Path.of(arguments[1]),
                    new Class<?>[] {RunningApplication.NoBeans.class},
                    "journal.preallocate=4KB",
                    "management.endpoints.web.exposure.include=health,journal,metrics");
            Journal journal = application.journal();
            OperationSpec large = OperationSpec.of("vm.config").param("description", "x".repeat(50_000));
            try {
                for (int i = 1; i <= 20; i++) {
                    journal.begin(large.opId("op-" + i)).taskRunning("UPID:" + i);
                }
                OtherProcess.tell(arguments[0], application.address() + "\nwritten without an end");
            } catch (JournalFailedException failure) {
                OtherProcess.tell(arguments[0], application.address() + "\n" + failure.problem());
            }
        }
    }
}
