package dev.opjournal.spring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.Journal;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.SettableClock;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.NotSettledException;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each request of the document, in its order, to one application with all its properties: the answers are the document's. */
class ActuatorDocumentationTest extends HttpFixture {
    private static final Path DOCUMENT = Path.of("../docs/actuator.md");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern PROPERTIES = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXAMPLE =
            Pattern.compile("```sh\n(curl [^\n]*)\n```\n\n```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CURL =
            Pattern.compile("curl (?:-H 'Content-Type: application/json' -d '([^']*)' )?'?localhost:8080([^'\\s]*)'?");

    /** How large lines are is no matter of this document. */
    private static final Pattern SIZE = Pattern.compile("(\"(?:sizeBytes|bytesBefore|bytesAfter)\": ?)[0-9]+");

    private static final AtomicInteger UNDOINGS = new AtomicInteger();

    @Test
    void everyExampleAnswersAsItIsWritten() throws IOException {
        String document = Files.readString(DOCUMENT);
        UNDOINGS.set(0);
        leaveWhatTheDocumentTellsOf();
        start(NightShift.class, properties(document));
        clock.set("2026-11-24T03:00:00Z");

        Matcher example = EXAMPLE.matcher(document);
        int examples = 0;
        while (example.find()) {
            assertThat(answer(example.group(1)))
                    .as(example.group(1))
                    .isEqualTo(tree(example.group(2).replace("/var/lib/shop/ops.journal", file.toString())));
            examples++;
        }
        assertThat(examples).isEqualTo(occurrences(document, "```sh")).isEqualTo(occurrences(document, "```json"));
    }

    private void leaveWhatTheDocumentTellsOf() {
        SettableClock then = new SettableClock("2026-10-01T08:30:00Z");
        try (Journal earlier =
                FileJournal.open(file, FileJournalOptions.defaults().withClock(then))) {
            earlier.begin(OperationSpec.of("vm.stop").opId("op-0").target("102"))
                    .failed("VM is locked");
            then.set("2026-11-24T01:55:00Z");
            earlier.begin(OperationSpec.of("vm.start")
                            .opId("op-1")
                            .target("101")
                            .param("node", "pve1"))
                    .taskRunning("UPID:pve1:1");
            assertThat(earlier.begin(OperationSpec.of("backup").opId("op-2"))
                            .entry()
                            .isInFlight())
                    .isTrue();
            then.set("2026-11-24T01:56:00Z");
            assertThatExceptionOfType(NotSettledException.class)
                    .isThrownBy(() -> new StepRunner(earlier, List.of(provision(then)))
                            .run(OperationSpec.of("vm.provision").opId("op-3").target("103")));
        }
    }

    /** Its clone takes a minute, and cannot be undone; who tries it a second time does not come back. */
    private static Steps provision(SettableClock clock) {
        return Steps.named("vm.provision")
                .step("clone", step -> {
                    step.taskRunning("UPID:pve1:3");
                    clock.set("2026-11-24T01:57:00Z");
                })
                .compensate(step -> {
                    if (UNDOINGS.incrementAndGet() > 2) {
                        new CountDownLatch(1).await();
                    }
                    throw new IOException("VM is locked");
                })
                .step("configure", step -> {
                    throw new OperationFailedException("no memory");
                })
                .step("start", step -> {})
                .onCrash(CrashPolicy.RESUME);
    }

    private static String[] properties(String document) {
        List<String> all = new ArrayList<>(List.of("journal.recovery.max-attempts=1"));
        Matcher block = PROPERTIES.matcher(document);
        while (block.find()) {
            all.addAll(block.group(1).lines().toList());
        }
        return all.toArray(String[]::new);
    }

    private JsonNode answer(String command) {
        Matcher curl = CURL.matcher(command);
        assertThat(curl.matches()).as(command).isTrue();
        RestTestClient.ResponseSpec response =
                curl.group(1) == null ? get(curl.group(2)) : post(curl.group(2), curl.group(1));
        return tree(response.expectBody(String.class).returnResult().getResponseBody());
    }

    private static JsonNode tree(@Nullable String json) {
        return JSON.readTree(SIZE.matcher(json).replaceAll("$10"));
    }

    private static int occurrences(String document, String text) {
        return document.split(text, -1).length - 1;
    }

    @Configuration(proxyBeanMethods = false)
    static class NightShift {
        @Bean
        RecoveryHandler start() {
            return onSecondThought(RecoveryDecision.stillRunning());
        }

        @Bean
        Steps provision(SettableClock clock) {
            return ActuatorDocumentationTest.provision(clock);
        }
    }
}
