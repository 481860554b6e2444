package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.file.Dialect;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.recovery.RecoveryOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;

class JournalPropertiesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void nothingSetIsWhatCoreDoesByItself() {
        JournalProperties properties = bind(Map.of());

        FileJournalOptions core = FileJournalOptions.defaults();
        assertThat(properties.fileOptions(core.clock(), core.jsonMapper())).isEqualTo(core);
        assertThat(properties.recovery().options()).isEqualTo(RecoveryOptions.defaults());
        assertThat(properties.recovery().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.recovery().enabled()).isTrue();
    }

    @Test
    void everyPropertyArrives() {
        JournalProperties properties = bind(Map.ofEntries(
                Map.entry("journal.path", "data/ops.journal"),
                Map.entry("journal.create-parent", "true"),
                Map.entry("journal.lock-timeout", "45s"),
                Map.entry("journal.dialect", "proxmox"),
                Map.entry("journal.preallocate", "2MB"),
                Map.entry("journal.max-entry-size", "8KB"),
                Map.entry("journal.compact-at", "32MB"),
                Map.entry("journal.redact", "password, token"),
                Map.entry("journal.retention.operations", "7d"),
                Map.entry("journal.retention.idempotency-keys", "365d"),
                Map.entry("journal.recovery.timeout", "3s"),
                Map.entry("journal.recovery.max-attempts", "2"),
                Map.entry("journal.recovery.backoff.first", "10ms"),
                Map.entry("journal.recovery.backoff.max", "20ms"),
                Map.entry("journal.recovery.recheck-interval", "30ms"),
                Map.entry("journal.recovery.concurrency", "4")));

        Clock clock = Clock.systemUTC();
        assertThat(properties.file()).isEqualTo(Path.of("data/ops.journal"));
        assertThat(properties.fileOptions(clock, JSON))
                .isEqualTo(FileJournalOptions.defaults()
                        .withCreateParent(true)
                        .withLockTimeout(Duration.ofSeconds(45))
                        .withDialect(Dialect.PROXMOX)
                        .withPreallocateBytes(2 << 20)
                        .withMaxEntryBytes(8 << 10)
                        .withCompactAtBytes(32L << 20)
                        .withRedact(Set.of("password", "token"))
                        .withRetainOperations(Duration.ofDays(7))
                        .withRetainKeys(Duration.ofDays(365))
                        .withClock(clock)
                        .withJsonMapper(JSON));
        assertThat(properties.recovery().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(properties.recovery().options())
                .isEqualTo(
                        new RecoveryOptions(2, Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(30), 4));
    }

    @ParameterizedTest
    @CsvSource({
        "journal.preallocate, 4095B, must be from 4096B to 1073741824B",
        "journal.preallocate, 1073741825B, must be from 4096B to 1073741824B",
        "journal.preallocate, 8GB, must be from 4096B to 1073741824B",
        "journal.max-entry-size, 1023B, must be from 1024B to 16777216B",
        "journal.max-entry-size, 16777217B, must be from 1024B to 16777216B",
        "journal.lock-timeout, -1ms, must not be negative",
        "journal.compact-at, 4095B, 'must be at least 4096B, or -1 for never'",
        "journal.compact-at, -2B, 'must be at least 4096B, or -1 for never'",
        "journal.retention.operations, -2, 'must not be negative, but for -1, which is for ever'",
        "journal.retention.operations, -1ms, 'must not be negative, but for -1, which is for ever'",
        "journal.retention.idempotency-keys, -30d, 'must not be negative, but for -1, which is for ever'",
        "journal.redact[0], '  ', 'must hold names of params, of 1 to 100 characters'",
        "journal.recovery.timeout, -1ms, must not be negative",
        "journal.recovery.max-attempts, 0, must be at least 1",
        "journal.recovery.concurrency, 0, must be at least 1",
        "journal.recovery.recheck-interval, 0s, must be positive",
        "journal.recovery.backoff.first, 0s, must be positive",
        "journal.recovery.backoff.first, -1s, must be positive",
        "journal.recovery.backoff.max, 999ms, 'must not be shorter than journal.recovery.backoff.first, PT1S'",
    })
    void aValueOutOfBoundsIsRefusedByTheNameOfItsProperty(String property, String value, String reason) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .isInstanceOf(BindException.class)
                .rootCause()
                .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, refused -> {
                    assertThat(refused.getName()).isEqualTo(property.replace("[0]", ""));
                    assertThat(refused.getReason()).isEqualTo(reason);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "journal.preallocate, 4096B",
        "journal.preallocate, 1073741824B",
        "journal.max-entry-size, 1024B",
        "journal.max-entry-size, 16777216B",
        "journal.lock-timeout, 0s",
        "journal.compact-at, 4096B",
        "journal.retention.operations, 0",
        "journal.retention.idempotency-keys, 0",
        "journal.recovery.timeout, 0s",
        "journal.recovery.max-attempts, 1",
        "journal.recovery.concurrency, 1",
        "journal.recovery.recheck-interval, 1ms",
        "journal.recovery.backoff.first, 1ms",
        "journal.recovery.backoff.max, 1s",
    })
    void aValueOnItsBoundIsTakenByCoreToo(String property, String value) {
        JournalProperties properties = bind(Map.of(property, value));

        assertThat(properties.fileOptions(Clock.systemUTC(), JSON)).isNotNull();
        assertThat(properties.recovery().options()).isNotNull();
    }

    @Test
    void minusOneIsForEverAndNever() {
        FileJournalOptions options = bind(Map.of(
                        "journal.retention.operations", "-1",
                        "journal.retention.idempotency-keys", "-1",
                        "journal.compact-at", "-1"))
                .fileOptions(Clock.systemUTC(), JSON);

        assertThat(options.retainOperations()).isNull();
        assertThat(options.retainKeys()).isNull();
        assertThat(options.compactAtBytes()).isEqualTo(Long.MAX_VALUE);
    }

    // Thirty milliseconds would let everything go with the next compaction.
    @Test
    void aRetentionWithoutAUnitIsInDays() {
        FileJournalOptions options = bind(Map.of(
                        "journal.retention.operations", "30", "journal.retention.idempotency-keys", "400"))
                .fileOptions(Clock.systemUTC(), JSON);

        assertThat(options.retainOperations()).isEqualTo(Duration.ofDays(30));
        assertThat(options.retainKeys()).isEqualTo(Duration.ofDays(400));
    }

    @Test
    void aNameThatNoParamCanHaveIsRefused() {
        String name = "x".repeat(101);

        assertThatThrownBy(() -> bind(Map.of("journal.redact", name)))
                .rootCause()
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        refused -> assertThat(refused.getName()).isEqualTo("journal.redact"));
        assertThat(bind(Map.of("journal.redact", name.substring(1))).redact()).hasSize(1);
    }

    @Test
    void anEmptyListOfNamesRedactsNothing() {
        assertThat(bind(Map.of("journal.redact", "")).redact()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"journal.path, ''", "journal.path, '  '", "journal.enabled, true"})
    void aBlankPathIsNoPath(String property, String value) {
        JournalProperties properties = bind(Map.of(property, value));

        assertThatThrownBy(properties::file)
                .isInstanceOf(JournalSetUpException.class)
                .hasMessageContaining("journal.path is not set");
    }

    @Test
    void aPathThatTheSystemDoesNotKnowIsRefusedByItsName() {
        JournalProperties properties = bind(Map.of("journal.path", "ops\0.journal"));

        assertThatThrownBy(properties::file)
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        refused -> assertThat(refused.getName()).isEqualTo("journal.path"));
    }

    private static JournalProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("journal", Bindable.of(JournalProperties.class));
    }
}
