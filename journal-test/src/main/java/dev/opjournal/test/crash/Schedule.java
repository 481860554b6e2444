package dev.opjournal.test.crash;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How each life ends but the last, which does not crash. */
record Schedule(List<Crash> crashes) {
    static final Schedule NO_CRASH = new Schedule(List.of());

    static Schedule parse(String text) {
        if (text.isBlank()) {
            return NO_CRASH;
        }
        return new Schedule(Arrays.stream(text.split(","))
                .map(String::strip)
                .map(Crash::parse)
                .toList());
    }

    Schedule then(Crash crash) {
        return new Schedule(Stream.concat(crashes.stream(), Stream.of(crash)).toList());
    }

    int size() {
        return crashes.size();
    }

    /** How a life ends, the first being 0; null if it does not crash. */
    @Nullable
    Crash endOf(int life) {
        return life < crashes.size() ? crashes.get(life) : null;
    }

    @Override
    public String toString() {
        return crashes.stream().map(Crash::toString).collect(Collectors.joining(","));
    }
}
