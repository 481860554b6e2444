package dev.opjournal.file;

import dev.opjournal.reliability.Scale;
import dev.opjournal.reliability.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Which of many alterations a test tries: in a build every so manieth, from one that is drawn on, so that each is tried once in
 * so many builds; at full scale all of them. {@code -Dopjournal.reliability.seed=N} draws the same again.
 */
final class Share {
    static final long SEED = Seed.draw();

    private Share() {}

    /** Tries numbers below a bound, on all processors. */
    static void of(int everyInABuild, int bound, IntConsumer trial) {
        int every = Scale.of(everyInABuild, 1);
        int first = (int) Math.floorMod(SEED, (long) every);
        int threads = Runtime.getRuntime().availableProcessors();
        IntStream.range(0, threads)
                .parallel()
                .forEach(thread -> undisturbed(() -> {
                    for (int i = first + thread * every; i < bound; i += every * threads) {
                        trial.accept(i);
                    }
                }));
    }

    /** On a thread on which openings need no thread of their own, which would take most of their time. */
    private static void undisturbed(Uninterrupted.DiskWork work) {
        try {
            Uninterrupted.run("share", work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether only a share is tried. */
    static boolean isPart() {
        return Scale.now() == Scale.BUILD;
    }

    /** For the message of a failure, so that it can be had again. */
    static String named(String format, Object... arguments) {
        return String.format(format, arguments) + " (" + Seed.told(SEED) + ")";
    }
}
