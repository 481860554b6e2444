package dev.opjournal.reliability;

import java.util.Random;

/** The seed from which a test draws: {@code -Dopjournal.reliability.seed} sets it, else it is another each time. */
public final class Seed {
    private static final String PROPERTY = "opjournal.reliability.seed";

    private Seed() {}

    public static long draw() {
        return Long.getLong(PROPERTY, new Random().nextLong());
    }

    /** What a failure is told with, so that it can be had again. */
    public static String told(long seed) {
        return "-D" + PROPERTY + "=" + seed;
    }
}
