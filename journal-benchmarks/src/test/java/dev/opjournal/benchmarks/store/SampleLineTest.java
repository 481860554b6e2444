package dev.opjournal.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleLineTest {
    @Test
    void noTwoLinesOfAnyCallersAreTheSame() {
        Set<Long> ids = new HashSet<>();
        Set<String> lines = new HashSet<>();
        for (int caller = 0; caller < 4; caller++) {
            SampleLine line = new SampleLine(caller);
            for (int i = 0; i < 100; i++) {
                ids.add(line.next());
                lines.add(new String(line.bytes(), StandardCharsets.US_ASCII));
            }
        }

        assertThat(ids).hasSize(400);
        assertThat(lines).hasSize(400);
    }
}
