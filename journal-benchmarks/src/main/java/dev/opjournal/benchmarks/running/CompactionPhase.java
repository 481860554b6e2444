package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.append.AppendPhase;
import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.ChildFailedException;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What appends take while the file is compacted, one time after the other, beside what they take without, in turns. */
public final class CompactionPhase implements Phase {
    public static final String NAME = "compaction";
    public static final String SUBJECT = "opjournal";
    public static final String DURING = "during";
    public static final String WITHOUT = "without";
    public static final String P999 = AppendPhase.P999;
    public static final String APPENDS = "appends";

    private static final int THREADS = 64;
    private static final int SECONDS_OF_PART = 4;
    private static final int SMOKE_OPERATIONS = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path directory = bench.directory(NAME);
        boolean smoke = bench.plan().isSmoke();
        try {
            Map<String, Double> said = new ChildJvm(bench.jvm())
                    .run(
                            CompactionChild.class,
                            directory,
                            directory.resolve("compaction.journal"),
                            THREADS,
                            smoke ? SMOKE_OPERATIONS : bench.plan().liveOperations(),
                            bench.plan().rounds(),
                            smoke ? 1 : SECONDS_OF_PART);
            said.forEach((name, value) -> {
                String[] parts = name.split("@", -1);
                bench.results().add(NAME, SUBJECT, parts[1], parts[0], value);
                bench.say("compaction, %s: %,.2f".formatted(name, value));
            });
        } catch (ChildFailedException e) {
            bench.fail("The benchmark of compaction gave no result: " + e.getMessage());
        }
        bench.delete(directory);
    }
}
