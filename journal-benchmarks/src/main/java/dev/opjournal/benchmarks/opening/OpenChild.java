package dev.opjournal.benchmarks.opening;

import dev.opjournal.benchmarks.run.ChildJvm;
import java.nio.file.Path;

/** Opens once, in a JVM that is as cold as it is after a restart. */
final class OpenChild {
    static final String SECONDS = "seconds";
    static final String FOUND = "found";

    private static final double NANOS = 1e9;

    private OpenChild() {}

    /** Arguments: the opener, what it is to open. */
    public static void main(String[] arguments) throws Exception {
        Opener opener = Opener.valueOf(arguments[0]);
        Path path = Path.of(arguments[1]);
        long from = System.nanoTime();
        long found = opener.open(path);
        ChildJvm.say(SECONDS, (System.nanoTime() - from) / NANOS);
        ChildJvm.say(FOUND, (double) found);
        System.exit(0);
    }
}
