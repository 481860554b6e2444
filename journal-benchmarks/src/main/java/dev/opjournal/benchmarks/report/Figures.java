package dev.opjournal.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/** How figures are written: with no more digits than a repetition would confirm. */
final class Figures {
    static final String NONE = "–";

    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final double MILLI = 1_000;

    private Figures() {}

    static String count(OptionalDouble value) {
        return write(value, v -> grouped(new BigDecimal(v).round(THREE_DIGITS)));
    }

    static String exact(OptionalDouble value) {
        return write(value, v -> grouped(new BigDecimal(v).setScale(0, RoundingMode.HALF_UP)));
    }

    /** Two digits below ten, three above. */
    static String factor(OptionalDouble value) {
        return write(value, v -> {
            BigDecimal rounded = new BigDecimal(v).round(v < 1 ? TWO_DIGITS : THREE_DIGITS);
            return grouped(rounded) + " ×";
        });
    }

    static String micros(OptionalDouble value) {
        return write(
                value,
                v -> v < MILLI
                        ? grouped(new BigDecimal(v).round(THREE_DIGITS)) + " µs"
                        : grouped(new BigDecimal(v / MILLI).round(THREE_DIGITS)) + " ms");
    }

    static String seconds(OptionalDouble value) {
        return write(value, v -> grouped(new BigDecimal(v).round(THREE_DIGITS)) + " s");
    }

    /** Four digits: what is of interest is how far from 1 it is. */
    static String fraction(OptionalDouble value) {
        return write(value, v -> grouped(new BigDecimal(v).setScale(4, RoundingMode.HALF_UP)));
    }

    /** A value over another; empty if one is missing. */
    static OptionalDouble ratio(OptionalDouble value, OptionalDouble over) {
        return value.isPresent() && over.isPresent() && over.getAsDouble() != 0
                ? OptionalDouble.of(value.getAsDouble() / over.getAsDouble())
                : OptionalDouble.empty();
    }

    private static String write(OptionalDouble value, DoubleFunction<String> form) {
        return value.isPresent() ? form.apply(value.getAsDouble()) : NONE;
    }

    private static String grouped(BigDecimal value) {
        int decimals = Math.max(0, value.stripTrailingZeros().scale());
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
