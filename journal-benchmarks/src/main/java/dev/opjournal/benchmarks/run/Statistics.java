package dev.opjournal.benchmarks.run;

import java.util.List;

/** The little statistics that the tables need. */
public final class Statistics {
    private Statistics() {}

    /** The middle value; of an even number of values the mean of the two in the middle. */
    public static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No values have no median");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * The line of least squares.
     *
     * @param rSquared which part of the values' spread the line explains; 1 if all lie on it
     */
    public record Line(double slope, double intercept, double rSquared) {}

    /** Fits a line through points, of which there are at least two with different x. */
    public static Line fit(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        if (x.length != y.length || xx == 0) {
            throw new IllegalArgumentException("A line takes at least two points with different x");
        }
        double slope = xy / xx;
        return new Line(slope, meanY - slope * meanX, yy == 0 ? 1 : xy * xy / (xx * yy));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
