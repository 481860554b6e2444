package dev.opjournal.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RotationTest {
    @Test
    void eachRoundBeginsWithTheNextOne() {
        List<String> all = List.of("a", "b", "c");

        assertThat(Rotation.of(all, 0)).containsExactly("a", "b", "c");
        assertThat(Rotation.of(all, 1)).containsExactly("b", "c", "a");
        assertThat(Rotation.of(all, 5)).containsExactly("c", "a", "b");
    }
}
