package dev.opjournal.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double EXACT = 1e-12;

    @Test
    void theMedianIsTheValueInTheMiddle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Statistics.median(List.of(100.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void noValuesHaveNoMedian() {
        assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
    }

    @Test
    void aLineThroughPointsOnALineIsThatLine() {
        Statistics.Line line = Statistics.fit(new double[] {1, 2, 5, 10}, new double[] {5, 7, 13, 23});

        assertThat(line.slope()).isCloseTo(2, within(EXACT));
        assertThat(line.intercept()).isCloseTo(3, within(EXACT));
        assertThat(line.rSquared()).isCloseTo(1, within(EXACT));
    }

    @Test
    void aLineThroughSpreadPointsTellsHowMuchItExplains() {
        Statistics.Line line = Statistics.fit(new double[] {0, 1, 2}, new double[] {0, 2, 1});

        assertThat(line.slope()).isCloseTo(0.5, within(EXACT));
        assertThat(line.intercept()).isCloseTo(0.5, within(EXACT));
        assertThat(line.rSquared()).isCloseTo(0.25, within(EXACT));
    }

    @Test
    void quadraticTimeIsNotTakenForALine() {
        Statistics.Line line = Statistics.fit(new double[] {1, 2, 5, 10}, new double[] {1, 4, 25, 100});

        assertThat(line.rSquared()).isLessThan(0.97);
    }

    @Test
    void pointsOverOneXHaveNoLine() {
        assertThatIllegalArgumentException().isThrownBy(() -> Statistics.fit(new double[] {1, 1}, new double[] {1, 2}));
    }
}
