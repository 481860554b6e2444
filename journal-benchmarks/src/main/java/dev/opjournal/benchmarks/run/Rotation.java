package dev.opjournal.benchmarks.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The order of competitors in a round: each round another one is first, so that none always runs behind the same. */
public final class Rotation {
    private Rotation() {}

    public static <T> List<T> of(List<T> all, int round) {
        List<T> rotated = new ArrayList<>(all);
        Collections.rotate(rotated, -round);
        return rotated;
    }
}
