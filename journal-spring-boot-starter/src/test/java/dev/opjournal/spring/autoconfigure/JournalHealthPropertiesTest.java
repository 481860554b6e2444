package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class JournalHealthPropertiesTest {
    @Test
    void nothingSetIsAQuarterOfAnHourAndNoStatus() {
        JournalHealthProperties properties = bind(Map.of());

        assertThat(properties.stuckAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(properties.stuckStatusCode()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"down, DOWN", "out-of-service, OUT_OF_SERVICE", "OUT_OF_SERVICE, OUT_OF_SERVICE", "Weary, WEARY"})
    void aStatusIsWrittenAsHealthWritesIt(String set, String code) {
        assertThat(bind(Map.of("journal.health.stuck-status", set)).stuckStatusCode())
                .isEqualTo(code);
    }

    @Test
    void anEmptyStatusIsNone() {
        assertThat(bind(Map.of("journal.health.stuck-status", " ")).stuckStatusCode())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"0s", "-1s"})
    void aTimeThatIsNoneIsRefusedByName(String stuckAfter) {
        assertThatThrownBy(() -> bind(Map.of("journal.health.stuck-after", stuckAfter)))
                .rootCause()
                .hasMessageContaining("journal.health.stuck-after")
                .hasMessageContaining("must be positive");
    }

    private static JournalHealthProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("journal.health", JournalHealthProperties.class);
    }
}
