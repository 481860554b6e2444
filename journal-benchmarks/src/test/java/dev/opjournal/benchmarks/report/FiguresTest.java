package dev.opjournal.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void figuresHaveThreeDigitsAtMost() {
        assertThat(Figures.count(OptionalDouble.of(115_449.7))).isEqualTo("115,000");
        assertThat(Figures.factor(OptionalDouble.of(18.249))).isEqualTo("18.2 ×");
        assertThat(Figures.factor(OptionalDouble.of(0.8449))).isEqualTo("0.84 ×");
        assertThat(Figures.seconds(OptionalDouble.of(2.2049))).isEqualTo("2.2 s");
    }

    @Test
    void latenciesFromAMillisecondOnAreInMilliseconds() {
        assertThat(Figures.micros(OptionalDouble.of(104.3))).isEqualTo("104 µs");
        assertThat(Figures.micros(OptionalDouble.of(2_312))).isEqualTo("2.31 ms");
    }

    @Test
    void aMissingFigureIsADash() {
        assertThat(Figures.count(OptionalDouble.empty())).isEqualTo("–");
        assertThat(Figures.ratio(OptionalDouble.of(1), OptionalDouble.empty())).isEmpty();
        assertThat(Figures.ratio(OptionalDouble.of(1), OptionalDouble.of(0))).isEmpty();
    }
}
