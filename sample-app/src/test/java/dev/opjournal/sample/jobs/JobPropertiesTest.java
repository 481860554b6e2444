package dev.opjournal.sample.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.sample.SampleApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class JobPropertiesTest {
    private static final Signer OPS = new Signer("ops-2026");

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Enabled.class);

    @TempDir
    private Path dir;

    @Test
    void withoutPropertiesThereIsNoKey() {
        runner.run(context -> {
            JobProperties properties = context.getBean(JobProperties.class);
            assertThat(properties.keys()).isEmpty();
            assertThat(properties.maxLifetime()).isEqualTo(Duration.ofHours(1));
        });
    }

    @Test
    void aKeyMayHaveTheLinesOfAPemFile() {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + OPS.publicKey() + "\n-----END PUBLIC KEY-----\n";
        JobKeys keys = new JobKeys(Map.of("ops", OPS.publicKey(), "pem", pem));

        byte[] body = {'{', '}'};
        String signature = Base64.getEncoder().encodeToString(OPS.signature("{}"));
        assertThat(keys.verifies("ops", signature, body)).isTrue();
        assertThat(keys.verifies("pem", signature, body)).isTrue();
    }

    static Stream<String> textsThatAreNoKeys() {
        String key = OPS.publicKey();
        return Stream.of(
                "",
                "not base64!",
                key.substring(4),
                key.substring(0, key.length() - 4),
                OPS.privateKey(),
                "-----BEGIN PRIVATE KEY-----" + OPS.privateKey() + "-----END PRIVATE KEY-----",
                Base64.getEncoder()
                        .encodeToString(Signer.pair("X25519").getPublic().getEncoded()),
                Base64.getEncoder()
                        .encodeToString(Signer.pair("Ed448").getPublic().getEncoded()),
                Base64.getEncoder().encodeToString(Signer.pair("EC").getPublic().getEncoded()));
    }

    @ParameterizedTest
    @MethodSource("textsThatAreNoKeys")
    void aTextThatIsNoKeyStopsTheStartAndIsNotShown(String text) {
        runner.withPropertyValues("jobs.keys.ops-2026=" + text).run(context -> {
            assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("jobs.keys.ops-2026 is no Ed25519 public key");
            for (Throwable e = context.getStartupFailure(); e != null && !text.isEmpty(); e = e.getCause()) {
                assertThat(e.getMessage()).doesNotContain(text);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[Ops]", "[a_b]", "[a.b]", "[-a]"})
    void anIdThatSpringWouldHandOnAsAnotherStopsTheStart(String id) {
        runner.withPropertyValues("jobs.keys." + id + "=" + OPS.publicKey())
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("The id of a key in jobs.keys must be"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1h"})
    void aLifetimeThatIsNoneStopsTheStart(String lifetime) {
        runner.withPropertyValues("jobs.max-lifetime=" + lifetime)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("jobs.max-lifetime must be positive"));
    }

    @Test
    void whatIsInThePlaceOfAKeyIsNotPrinted() {
        assertThat(withKey(Duration.ofHours(1)).toString())
                .contains("ops-2026", "PT1H")
                .doesNotContain(OPS.publicKey());
    }

    @Test
    void aLifetimeOfAtMostTheRetentionOfKeysIsFine() {
        FileJournalOptions forEver = FileJournalOptions.defaults();
        FileJournalOptions anHour = forEver.withRetainKeys(Duration.ofHours(1));

        assertThat(new KeyRetention(withKey(Duration.ofDays(9_999))).customize(forEver))
                .isSameAs(forEver);
        assertThat(new KeyRetention(withKey(Duration.ofHours(1))).customize(anHour))
                .isSameAs(anHour);
        KeyRetention tooLong = new KeyRetention(withKey(Duration.ofHours(1).plusNanos(1)));
        assertThatThrownBy(() -> tooLong.customize(anHour)).isInstanceOf(RuntimeException.class);
    }

    private static JobProperties withKey(Duration maxLifetime) {
        return new JobProperties(Map.of("ops-2026", OPS.publicKey()), maxLifetime);
    }

    @Test
    void aJournalThatForgetsJobsBeforeTheyExpireStopsTheStart() {
        Path journal = dir.resolve("operations.journal");

        assertThatThrownBy(() -> new SpringApplicationBuilder(SampleApplication.class)
                        .run(
                                "--server.port=0",
                                "--journal.path=" + journal,
                                "--proxmox.simulator.state=" + dir.resolve("simulator.json"),
                                "--" + OPS.property(),
                                "--jobs.max-lifetime=2h",
                                "--journal.retention.idempotency-keys=1h")
                        .close())
                .rootCause()
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("jobs.max-lifetime")
                .hasMessageContaining("journal.retention.idempotency-keys, PT1H");
        assertThat(journal).doesNotExist();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(JobProperties.class)
    static class Enabled {}
}
