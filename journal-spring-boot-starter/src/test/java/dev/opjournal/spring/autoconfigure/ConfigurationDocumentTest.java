package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.spring.FileJournalOptionsCustomizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code docs/configuration.md} shows does what it says. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    private static final Path THIS =
            Path.of("src/test/java/dev/opjournal/spring/autoconfigure/ConfigurationDocumentTest.java");

    @TempDir
    Path directory;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(JournalAutoConfiguration.class, JournalListenerAutoConfiguration.class))
                .withPropertyValues("journal.path=" + directory.resolve("ops.journal"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @Test
    void thePropertiesAreTaken() throws IOException {
        String[] lines = blocks("properties").stream().flatMap(String::lines).toArray(String[]::new);

        runner().withPropertyValues(lines).run(context -> {
            JournalProperties properties = context.getBean(JournalProperties.class);
            assertThat(properties.lockTimeout()).isEqualTo(Duration.ofMinutes(1));
            assertThat(properties.redact()).containsExactlyInAnyOrder("password", "api-token");
        });
    }

    @Test
    void theBeansDoWhatTheySay() throws IOException {
        assertThat(blocks("java"))
                .singleElement()
                .satisfies(block ->
                        assertThat(withoutIndent(Files.readString(THIS))).contains(withoutIndent(block)));

        runner().withBean(AuditLog.class)
                .withBean(Secrets.class, () -> () -> Set.of("password"))
                .withUserConfiguration(Examples.class)
                .run(context -> {
                    JournalEntry begun = context.getBean(Journal.class)
                            .begin(OperationSpec.of("vm.create").param("password", "hunter2"))
                            .entry();

                    assertThat(begun.params()).containsEntry("password", FileJournalOptions.REDACTED);
                    Queue<String> lines = context.getBean(AuditLog.class).lines;
                    await().untilAsserted(() -> assertThat(lines).containsExactly(begun.opId() + " started"));
                });
    }

    private static String withoutIndent(String text) {
        return text.lines().map(String::strip).reduce("", (before, line) -> before + line + "\n");
    }

    interface Secrets {
        Set<String> namesOfParams();
    }

    static class AuditLog {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        void write(String opId, OpState state) {
            lines.add(opId + " " + state.text());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Examples {
        @Bean
        FileJournalOptionsCustomizer redaction(Secrets secrets) {
            return options -> options.withRedact(secrets.namesOfParams());
        }

        @Bean
        JournalListener audit(AuditLog log) {
            return entry -> log.write(entry.opId(), entry.state());
        }
    }
}
