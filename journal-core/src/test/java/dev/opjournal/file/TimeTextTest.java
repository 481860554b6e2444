package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are written as {@link Instant#toString} writes them. */
class TimeTextTest {
    private final TimeText time = new TimeText();

    private String text(Instant instant) {
        Bytes line = new Bytes(8);
        time.add(instant, line);
        return new String(line.array(), 0, line.length(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T20:00:00Z",
                "2026-11-23T20:00:00.1Z",
                "2026-11-23T20:00:00.001Z",
                "2026-11-23T20:00:00.0012Z",
                "2026-11-23T20:00:00.000001Z",
                "2026-11-23T20:00:00.000000001Z",
                "2026-11-23T20:00:00.999999999Z",
                "1969-12-31T23:59:59.5Z",
                "-0001-01-01T00:00:00.123456789Z",
                "+12026-11-23T20:00:00.5Z"
            })
    void eachFormOfATimeIsThatOfInstant(String form) {
        Instant instant = Instant.parse(form);

        assertThat(text(instant)).isEqualTo("\"" + instant + "\"");
        assertThat(text(instant.plusSeconds(1))).isEqualTo("\"" + instant.plusSeconds(1) + "\"");
    }

    @Test
    void soAreTimesThatGoForthAndBack() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochSecond(1_795_000_000L + random.nextInt(3), random.nextInt(1_000_000_000));
            assertThat(text(instant)).isEqualTo("\"" + instant + "\"");
        }
    }
}
