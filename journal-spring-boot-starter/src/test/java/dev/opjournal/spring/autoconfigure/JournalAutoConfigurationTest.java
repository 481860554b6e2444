package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.spring.FileJournalOptionsCustomizer;
import dev.opjournal.spring.SettableClock;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JournalAutoConfigurationTest {
    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00.123456789Z");

    @TempDir
    Path directory;

    private Path file;
    private ApplicationContextRunner runner;

    @BeforeEach
    void aRunnerWithAPath() {
        file = directory.resolve("ops.journal");
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(JournalAutoConfiguration.class))
                .withPropertyValues("journal.path=" + file);
    }

    @Test
    void thePathIsAllThatMustBeSet() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);
            journal.begin(OperationSpec.of("vm.start").opId("op-1")).succeeded();

            assertThat(journal.status().path()).isEqualTo(file);
            assertThat(Files.readString(file)).contains("\"op_id\":\"op-1\"");
        });
    }

    @Test
    void journalBacksOffWhenTheApplicationHasOne() {
        Path other = directory.resolve("other.journal");
        runner.withBean(Journal.class, () -> FileJournal.open(other)).run(context -> {
            assertThat(context.getBean(Journal.class).status().path()).isEqualTo(other);
            assertThat(file).doesNotExist();
        });
    }

    @Test
    void journalBacksOffWhenItIsDisabled() {
        runner.withPropertyValues("journal.enabled=false").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Journal.class);
            assertThat(file).doesNotExist();
        });
    }

    @Test
    void aForgottenPathStopsTheStart() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(JournalAutoConfiguration.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(JournalSetUpException.class)
                        .hasMessageContaining("journal.path is not set"));
    }

    @Test
    void anApplicationWithItsOwnJournalNeedsNoPath() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(JournalAutoConfiguration.class))
                .withBean(Journal.class, () -> FileJournal.open(file))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void theJournalIsOpenedEvenWhenBeansAreLazy() {
        runner.withBean(LazyInitializationBeanFactoryPostProcessor.class)
                .withBean("lazy", IllegalStateException.class, JournalAutoConfigurationTest::neverAskedFor)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(file).exists();
                });
    }

    @Test
    void theApplicationsClockTellsTheTimeOfEntries() {
        runner.withBean(Clock.class, () -> new SettableClock(NOW.toString()))
                .run(context ->
                        assertThat(beginIn(context.getBean(Journal.class)).at()).isEqualTo(NOW));
    }

    @Test
    void ofTwoClocksNoneIsTaken() {
        runner.withBean("one", Clock.class, () -> new SettableClock(NOW.toString()))
                .withBean("other", Clock.class, () -> new SettableClock(NOW.toString()))
                .run(context ->
                        assertThat(beginIn(context.getBean(Journal.class)).at()).isNotEqualTo(NOW));
    }

    @Test
    void theApplicationsJsonMapperWritesResults() {
        JsonMapper snakes = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        runner.withBean(JsonMapper.class, () -> snakes)
                .run(context -> assertThat(resultOf(context.getBean(Journal.class), new Receipt("r-1")))
                        .isEqualTo("{\"payment_id\":\"r-1\"}"));
    }

    @Test
    void aMapperThatIndentsBreaksNoLine() {
        JsonMapper indenting =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        runner.withBean(JsonMapper.class, () -> indenting).run(context -> {
            Journal journal = context.getBean(Journal.class);
            Operation operation = journal.begin(OperationSpec.of("card.charge"));
            operation.succeeded(new Receipt("r-1"));
            journal.close();

            try (Journal again = FileJournal.open(file)) {
                assertThat(again.latest(operation.opId()).orElseThrow().result())
                        .hasValueSatisfying(result ->
                                assertThat(result.replaceAll("\\s", "")).isEqualTo("{\"paymentId\":\"r-1\"}"));
            }
        });
    }

    @Test
    void aMissingParentIsCreatedWhenAskedFor() {
        Path deep = directory.resolve("a/b/ops.journal");
        runner.withPropertyValues("journal.path=" + deep, "journal.create-parent=true")
                .run(context -> assertThat(deep).exists());
    }

    @Test
    void theProxmoxDialectIsWritten() {
        runner.withPropertyValues("journal.dialect=proxmox").run(context -> {
            Operation start = context.getBean(Journal.class)
                    .begin(OperationSpec.of("vm.start").target("101"));
            start.taskRunning("UPID:pve1:1");

            assertThat(Files.readString(file)).contains("\"vmid\":101", "\"upid\":\"UPID:pve1:1\"");
        });
    }

    @Test
    void aLargerEntryThanTheSizeThatIsSetIsRefused() {
        runner.withPropertyValues("journal.max-entry-size=1KB").run(context -> {
            Journal journal = context.getBean(Journal.class);
            OperationSpec large = OperationSpec.of("vm.config").param("description", "x".repeat(1024));

            assertThatThrownBy(() -> journal.begin(large)).isInstanceOf(InvalidEntryException.class);
            assertThat(journal.begin(OperationSpec.of("vm.config").param("description", "x"))
                            .entry()
                            .isInFlight())
                    .isTrue();
        });
    }

    @Test
    void theFileGrowsByWhatIsSet() {
        runner.withPropertyValues("journal.preallocate=8KB").run(context -> {
            beginIn(context.getBean(Journal.class));
            assertThat(sizeOf(file)).isBetween(8L << 10, 3 * (8L << 10));
        });
    }

    @Test
    void namesThatAreRedactedAreNotWritten() {
        runner.withPropertyValues("journal.redact=password,token").run(context -> {
            JournalEntry begun = context.getBean(Journal.class)
                    .begin(OperationSpec.of("vm.create")
                            .param("password", "hunter2")
                            .param("node", "pve1"))
                    .entry();

            assertThat(begun.params()).isEqualTo(Map.of("password", FileJournalOptions.REDACTED, "node", "pve1"));
            assertThat(Files.readString(file)).doesNotContain("hunter2");
        });
    }

    @Test
    void whatIsPastTheRetentionThatIsSetGoesWithACompaction() {
        SettableClock clock = new SettableClock(NOW.toString());
        runner.withBean(Clock.class, () -> clock)
                .withPropertyValues("journal.retention.operations=1h", "journal.retention.idempotency-keys=2h")
                .run(context -> {
                    FileJournal journal = (FileJournal) context.getBean(Journal.class);
                    journal.begin(OperationSpec.of("vm.start")).succeeded();
                    journal.begin(OperationSpec.of("vm.start").idempotencyKey("job-1"))
                            .succeeded();

                    clock.set(NOW.plus(Duration.ofMinutes(61)).toString());
                    assertThat(journal.compact().operationsDropped()).isEqualTo(1);
                    assertThat(journal.alreadyApplied("job-1")).isTrue();

                    clock.set(NOW.plus(Duration.ofMinutes(121)).toString());
                    assertThat(journal.compact().keysDropped()).isEqualTo(1);
                    assertThat(journal.alreadyApplied("job-1")).isFalse();
                });
    }

    @Test
    void theFileIsCompactedByItselfAtTheSizeThatIsSet() {
        SettableClock clock = new SettableClock(NOW.toString());
        runner.withPropertyValues("journal.compact-at=8KB", "journal.retention.operations=0")
                .withBean(Clock.class, () -> clock)
                .run(context -> {
                    Journal journal = context.getBean(Journal.class);
                    long most = 0;
                    for (int second = 1; journal.status().sizeBytes() >= most; second++) {
                        most = journal.status().sizeBytes();
                        clock.set(NOW.plusSeconds(second).toString());
                        journal.begin(OperationSpec.of("vm.start")).succeeded();
                    }
                    assertThat(most).isGreaterThanOrEqualTo(8L << 10);
                });
    }

    @Test
    void aCustomizerHasTheLastWord() {
        JournalEntry[] begun = new JournalEntry[1];
        runner.withPropertyValues("journal.redact=token")
                .withBean(Clock.class, () -> new SettableClock("2020-01-01T00:00:00Z"))
                .withBean(
                        FileJournalOptionsCustomizer.class,
                        () -> options ->
                                options.withRedact(Set.of("password")).withClock(new SettableClock(NOW.toString())))
                .run(context -> begun[0] = context.getBean(Journal.class)
                        .begin(OperationSpec.of("vm.create")
                                .param("password", "a")
                                .param("token", "b"))
                        .entry());

        assertThat(begun[0].at()).isEqualTo(NOW);
        assertThat(begun[0].params()).isEqualTo(Map.of("password", FileJournalOptions.REDACTED, "token", "b"));
    }

    @Test
    void customizersAreAskedInTheirOrder() {
        runner.withUserConfiguration(TwoCustomizers.class)
                .run(context -> assertThat(context.getBean(Journal.class)
                                .begin(OperationSpec.of("vm.start").params(Map.of("first", "a", "second", "b")))
                                .entry()
                                .params()
                                .values())
                        .containsOnly(FileJournalOptions.REDACTED));
    }

    @Test
    void aCustomizerThatAnswersNothingStopsTheStart() {
        runner.withBean(FileJournalOptionsCustomizer.class, AnswersNothing::new).run(context -> {
            assertThat(context).getFailure().rootCause().hasMessageContaining("No options came from the customizer");
            assertThat(file).doesNotExist();
        });
    }

    @Test
    void noCustomizerIsAskedForTheApplicationsOwnJournal() {
        runner.withBean(Journal.class, () -> FileJournal.open(directory.resolve("other.journal")))
                .withBean(FileJournalOptionsCustomizer.class, AnswersNothing::new)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aBeanMayUseTheJournalUntilItIsDestroyedItself() throws IOException {
        runner.withUserConfiguration(LastWords.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(Files.readString(file)).contains("\"op_id\":\"last-words\"");
    }

    @Test
    void whoeverComesAfterTheCloseIsToldSo() {
        runner.run(context -> {
            Journal journal = context.getBean(Journal.class);
            context.getSourceApplicationContext().close();

            assertThatThrownBy(() -> beginIn(journal)).isInstanceOf(JournalClosedException.class);
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
        });
    }

    private static JournalEntry beginIn(Journal journal) {
        return journal.begin(OperationSpec.of("vm.start")).entry();
    }

    private static String resultOf(Journal journal, Object result) {
        Operation operation = journal.begin(OperationSpec.of("card.charge"));
        operation.succeeded(result);
        return journal.latest(operation.opId()).orElseThrow().result().orElseThrow();
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.size(file);
    }

    private static IllegalStateException neverAskedFor() {
        throw new IllegalStateException("a lazy bean was created");
    }

    record Receipt(String paymentId) {}

    @SuppressWarnings("NullAway")
    static final class AnswersNothing implements FileJournalOptionsCustomizer {
        @Override
        public FileJournalOptions customize(FileJournalOptions options) {
            return null;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoCustomizers {
        @Bean
        @Order(2)
        FileJournalOptionsCustomizer addsAName() {
            return options -> options.withRedact(Stream.concat(options.redact().stream(), Stream.of("second"))
                    .collect(Collectors.toSet()));
        }

        @Bean
        @Order(1)
        FileJournalOptionsCustomizer replacesAllNames() {
            return options -> options.withRedact(Set.of("first"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LastWords {
        @Bean
        Speaker speaker(Journal journal) {
            return new Speaker(journal);
        }
    }

    record Speaker(Journal journal) {
        @PreDestroy
        void speak() {
            journal.append(List.of(JournalEntry.of("last-words", "log", OpState.STARTED)
                    .params(Map.of("text", "done"))
                    .build()));
        }
    }
}
