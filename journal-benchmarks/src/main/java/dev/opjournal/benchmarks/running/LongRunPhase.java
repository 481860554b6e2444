package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.ChildFailedException;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Jvm;
import dev.opjournal.benchmarks.run.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Many appends over a live set that stays the same: what an append costs must not grow with the history. */
public final class LongRunPhase implements Phase {
    public static final String NAME = "long-run";
    public static final String SUBJECT = "opjournal";
    public static final String APPENDS = "appends";
    public static final String PER_SECOND = "appends-per-s";
    /** Bytes handed to write calls, as a multiple of the entries' bytes. */
    public static final String WRITTEN = "written-factor";

    public static final String ENTRY_BYTES = "entry-bytes";
    public static final String FILE_MB = "file-mb";
    public static final String HEAP_MB = "heap-mb";

    static final double MB = 1 << 20;
    private static final int THREADS = 64;
    private static final int VIRTUAL_THREADS = 256;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path directory = bench.directory(NAME);
        boolean virtual = bench.virtualJvm().isPresent();
        Jvm jvm = bench.virtualJvm().orElse(bench.jvm());
        try {
            Map<String, Double> said = new ChildJvm(jvm)
                    .run(
                            LongRunChild.class,
                            directory,
                            directory.resolve("long.journal"),
                            virtual ? VIRTUAL_THREADS : THREADS,
                            virtual,
                            bench.plan().longAppends(),
                            bench.plan().liveOperations());
            said.forEach((name, value) -> {
                String[] parts = name.split("@", -1);
                bench.results().add(NAME, SUBJECT, parts.length == 1 ? "" : parts[1], parts[0], value);
                bench.say("long-run, %s: %,.2f".formatted(name, value));
            });
        } catch (ChildFailedException e) {
            bench.fail("The long run gave no result: " + e.getMessage());
        }
        bench.delete(directory);
    }
}
