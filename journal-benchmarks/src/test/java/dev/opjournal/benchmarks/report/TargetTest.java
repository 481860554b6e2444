package dev.opjournal.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void aLeastIsReachedFromItsLimitOn() {
        assertThat(atLeast(16).verdict()).isEqualTo("✓");
        assertThat(atLeast(15.999).verdict()).isEqualTo("✗");
    }

    @Test
    void aMostIsReachedUpToItsLimit() {
        assertThat(atMost(800).verdict()).isEqualTo("✓");
        assertThat(atMost(800.001).verdict()).isEqualTo("✗");
    }

    @Test
    void whatWasNotMeasuredIsNeitherReachedNorMissed() {
        Target target = Target.atMost("t", 1, OptionalDouble.empty(), Figures::exact);

        assertThat(target.verdict()).isEmpty();
        assertThat(target.isReached()).isFalse();
        assertThat(target.measuredText()).isEqualTo("not measured");
    }

    private static Target atLeast(double measured) {
        return Target.atLeast("t", 16, OptionalDouble.of(measured), Figures::factor);
    }

    private static Target atMost(double measured) {
        return Target.atMost("t", 800, OptionalDouble.of(measured), Figures::exact);
    }
}
