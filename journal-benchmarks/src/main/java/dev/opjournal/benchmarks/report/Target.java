package dev.opjournal.benchmarks.report;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A figure that was promised before it was measured.
 *
 * @param isLeast whether it is to be at least the limit, or else at most
 * @param form how the figure is written
 */
record Target(
        String text, boolean isLeast, double limit, OptionalDouble measured, Function<OptionalDouble, String> form) {

    static Target atLeast(String text, double limit, OptionalDouble measured, Function<OptionalDouble, String> form) {
        return new Target(text, true, limit, measured, form);
    }

    static Target atMost(String text, double limit, OptionalDouble measured, Function<OptionalDouble, String> form) {
        return new Target(text, false, limit, measured, form);
    }

    /** By the figure as it was measured, not as it is written. */
    boolean isReached() {
        return measured.isPresent() && (isLeast ? measured.getAsDouble() >= limit : measured.getAsDouble() <= limit);
    }

    String limitText() {
        return (isLeast ? "≥ " : "≤ ") + form.apply(OptionalDouble.of(limit));
    }

    String measuredText() {
        return measured.isPresent() ? form.apply(measured) : "not measured";
    }

    String verdict() {
        if (measured.isEmpty()) {
            return "";
        }
        return isReached() ? "✓" : "✗";
    }
}
