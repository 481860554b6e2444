package dev.opjournal.spring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.DiskInHand;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.json.JsonMapper;

/** What docs/runbook.md says that an application shows in its trouble, it shows: each answer, each reason, each log line. */
@ExtendWith(OutputCaptureExtension.class)
class RunbookTest extends HttpFixture {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FULL = "The disk is full";
    private static final String FAILED = "A write failed";
    private static final String TORN = "A torn tail";
    private static final String STUCK = "Operations are stuck";

    private static final Pattern SECTION = Pattern.compile("(?ms)^##+ ([^\n]+)$(.*?)(?=^##+ |\\z)");
    private static final Pattern HEALTH = Pattern.compile("```json\n([^\n]*)\n```");
    private static final Pattern COMMAND = Pattern.compile(
            "(?m)^curl -s (?:-H 'Content-Type: application/json' -d '([^']*)' )?'?localhost:8080([^'\\s]*)'?$");
    private static final Pattern LOG = Pattern.compile("```log\n([^\n]*)\n```");
    private static final Pattern WHY = Pattern.compile("(?m)^\\| `([^`]* [^`]*)` \\|");

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/runbook.md"));
    }

    private static String section(String heading) throws IOException {
        Matcher section = SECTION.matcher(page());
        while (section.find()) {
            if (section.group(1).equals(heading)) {
                return section.group(2);
            }
        }
        throw new AssertionError("The page has no section " + heading);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    private RestTestClient.ResponseSpec run(Matcher command) {
        return command.group(1) == null ? get(command.group(2)) : post(command.group(2), command.group(1));
    }

    private void assertHealthIsAsItIsWritten(String heading) throws IOException {
        List<String> written = found(HEALTH, section(heading));
        assertThat(written).as(heading).hasSize(1);

        assertThat(JSON.readTree(health()))
                .isEqualTo(JSON.readTree(written.get(0).replace("<file>", file.toString())));
    }

    private String health() {
        return get("/actuator/health/journal")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    @Test
    void noOtherAnswerOrLogLineIsQuoted() throws IOException {
        long quoted = 0;
        for (String heading : List.of(TORN, FULL, FAILED, STUCK)) {
            String text = section(heading);
            quoted += found(HEALTH, text).size() + found(LOG, text).size();
        }

        assertThat(quoted).isEqualTo(page().split("```(json|log)\n", -1).length - 1L);
    }

    @Test
    void aTornTail() throws IOException {
        FileJournal.open(file).close();
        Files.writeString(file, "{\"op_id\":\"op-9\",\"kind\":\"vm.start\",\"sta", StandardOpenOption.APPEND);
        start();

        assertHealthIsAsItIsWritten(TORN);
    }

    private void beginUntil(Class<? extends JournalException> refusal) {
        assertThatExceptionOfType(refusal).isThrownBy(() -> {
            while (true) {
                journal().begin(OperationSpec.of("vm.start")).succeeded();
            }
        });
    }

    @Test
    void aFullDisk() throws IOException {
        start(OnADiskInHand.class).bean(DiskInHand.class).fill();
        beginUntil(JournalFullException.class);

        assertHealthIsAsItIsWritten(FULL);
    }

    @Test
    void aFailedWrite() throws IOException {
        start(OnADiskInHand.class).bean(DiskInHand.class).breakDown();
        beginUntil(JournalFailedException.class);

        assertHealthIsAsItIsWritten(FAILED);
    }

    /** Of each reason to be stuck one operation; then each request of the page, in its order. */
    @Test
    void operationsThatAreStuckAndEachRequestOfThePage() throws IOException {
        try (Journal earlier = FileJournal.open(file)) {
            earlier.begin(OperationSpec.of("vm.start").opId("op-1")).release("no answer came");
            earlier.begin(OperationSpec.of("backup").opId("op-2")).release("no answer came");
        }
        start(
                Clueless.class,
                "journal.recovery.max-attempts=1",
                "management.endpoint.journal.access=unrestricted",
                "journal.health.stuck-after=15m");
        assertThat(journal().begin(OperationSpec.of("vm.stop")).entry().isInFlight())
                .isTrue();
        clock.set("2030-01-01T00:00:00Z");
        TreeSet<String> why = new TreeSet<>();
        JSON.readTree(health())
                .path("details")
                .path("stuck")
                .forEach(operation -> why.add(operation.path("why").asString()));
        assertThat(found(WHY, section(STUCK))).containsExactlyInAnyOrderElementsOf(why);
        List<String> commands = new ArrayList<>();
        Matcher command = COMMAND.matcher(page());
        while (command.find()) {
            commands.add(command.group());
            run(command).expectStatus().isOk();
        }
        assertThat(commands).hasSize(page().split("(?m)^curl ", -1).length - 1);
        assertThat(journal().latest("op-2").orElseThrow().state()).hasToString("SUCCEEDED");
    }

    @Test
    void aFirstPassThatTakesLong(CapturedOutput output) throws IOException {
        Interrupted.leave(file, "vm.start");
        start(Blocking.class, "journal.recovery.timeout=10ms");
        application.bean(CountDownLatch.class).countDown();

        List<String> lines = found(LOG, section(STUCK));
        assertThat(lines).hasSize(1);
        String line = Pattern.quote(lines.get(0)).replaceAll("<[a-z ]+>", "\\\\E.+\\\\Q");
        assertThat(output.getOut()).containsPattern(line);
    }

    @Configuration(proxyBeanMethods = false)
    static class OnADiskInHand {
        @Bean
        DiskInHand disk() {
            return new DiskInHand();
        }

        /** Chunks that are soon used up, and half of which an operation does not need. */
        @Bean
        Journal journal(DiskInHand disk, @Value("${journal.path}") Path path) {
            return disk.open(path, FileJournalOptions.defaults().withPreallocateBytes(1 << 14));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Clueless {
        @Bean
        RecoveryHandler start() {
            return RecoveryHandler.forKind(
                    "vm.start", operation -> RecoveryDecision.unknown("no route to the cluster"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Blocking {
        @Bean
        CountDownLatch release() {
            return new CountDownLatch(1);
        }

        @Bean
        RecoveryHandler start(CountDownLatch release) {
            return RecoveryHandler.forKind("vm.start", operation -> {
                release.await();
                return RecoveryDecision.succeeded();
            });
        }
    }
}
