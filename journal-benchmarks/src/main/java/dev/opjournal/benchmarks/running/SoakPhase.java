package dev.opjournal.benchmarks.running;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.ChildFailedException;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Minutes at full load with a retention of one minute: heap, file and open files must stay level. */
public final class SoakPhase implements Phase {
    public static final String NAME = "soak";
    public static final String SUBJECT = "opjournal";
    public static final String HEAP_MB = "heap-mb";
    public static final String FILE_MB = "file-mb";
    public static final String OPEN_FILES = "open-files";
    public static final String APPENDS = "appends";

    private static final long RETENTION_SECONDS = 60;
    private static final long INTERVAL_SECONDS = 10;
    private static final long START_SECONDS = 120;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path directory = bench.directory(NAME);
        long seconds = bench.plan().soakSeconds();
        boolean smoke = bench.plan().isSmoke();
        try {
            Map<String, Double> said = new ChildJvm(bench.jvm())
                    .within(Duration.ofSeconds(seconds + START_SECONDS))
                    .run(
                            SoakChild.class,
                            directory,
                            directory.resolve("soak.journal"),
                            seconds,
                            smoke ? 1 : INTERVAL_SECONDS,
                            smoke ? 0 : RETENTION_SECONDS);
            said.forEach((name, value) -> {
                String[] parts = name.split("@", -1);
                bench.results().add(NAME, SUBJECT, parts[1], parts[0], value);
            });
        } catch (ChildFailedException e) {
            bench.fail("The soak gave no result: " + e.getMessage());
        }
        bench.delete(directory);
    }
}
