package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jazzer in a JVM of its own: what it loads into a JVM stays there, and what it finds may end it. All its files are in a
 * directory of the build; the inputs that it found worth keeping are thrown away with it.
 */
public final class Fuzzer {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern COVERAGE = Pattern.compile("(?s).*cov: (\\d+) ft: (\\d+) corp: (\\d+)/");

    /** Besides those it was given. How many a build comes to is a matter of the machine. */
    private static final long LEAST_INPUTS = Scale.of(1, 1_000);

    /** To start, to run what it was given, and to end. */
    private static final long MOST_SECONDS_MORE = 300;

    private final Class<?> target;
    private final Path directory;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    /**
     * A fuzzer of one target.
     *
     * @param target has a static method {@code fuzzerTestOneInput}
     */
    public Fuzzer(Class<?> target) throws IOException {
        this.target = target;
        this.directory = Files.createDirectories(Path.of("target", "fuzz", target.getSimpleName()))
                .toAbsolutePath();
        empty(directory);
        for (Path part : List.of(seeds(), corpus(), findings(), work())) {
            Files.createDirectories(part);
        }
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Where inputs to begin with are put. */
    public Path seeds() {
        return directory.resolve("seeds");
    }

    /** Where the target may put files of its own. */
    public Path work() {
        return directory.resolve("work");
    }

    /** The inputs that it has kept, since each has reached something new. */
    public List<Path> kept() throws IOException {
        try (Stream<Path> inputs = Files.list(corpus())) {
            return inputs.toList();
        }
    }

    private Path corpus() {
        return directory.resolve("corpus");
    }

    private Path findings() {
        return directory.resolve("findings");
    }

    public Fuzzer jvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    public Fuzzer option(String option) {
        options.add(option);
        return this;
    }

    /** Fuzzes for so long; fails with the first finding. Answers what it came to. */
    public Figures run(int seconds) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command(seconds))
                .directory(work().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds + MOST_SECONDS_MORE, TimeUnit.SECONDS))
                    .as("it ended; see %s", log)
                    .isTrue();
            int exit = process.exitValue();
            String said = Files.readString(log);
            try (Stream<Path> found = Files.list(findings())) {
                assertThat(found.toList()).as(said).isEmpty();
            }
            assertThat(exit).as(said).isZero();
            return figures(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(int seconds) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.getName());
        // Nothing is looked for but what the target itself says; and calls of the network are its business.
        command.add("--instrumentation_includes=dev.opjournal.**");
        command.add("--instrumentation_excludes=dev.opjournal.test.**");
        command.add("--custom_hook_includes=dev.opjournal.**");
        command.add("--reproducer_path=" + findings());
        command.add("-artifact_prefix=" + findings() + "/");
        command.add("-max_total_time=" + seconds);
        if (Scale.now() == Scale.BUILD) {
            // About the same inputs in each build, so that none fails for what only it came upon: the full scale
            // explores.
            command.add("-seed=1");
        }
        command.add("-rss_limit_mb=0");
        command.add("-print_final_stats=1");
        command.addAll(options);
        command.add(corpus().toString());
        command.add(seeds().toString());
        return command;
    }

    private Figures figures(String said) throws IOException {
        Matcher done = DONE.matcher(said);
        assertThat(done.find()).as(said).isTrue();
        long inputs = Long.parseLong(done.group(1));
        try (Stream<Path> given = Files.list(seeds())) {
            assertThat(inputs - given.count()).as("inputs; it said: %s", said).isGreaterThanOrEqualTo(LEAST_INPUTS);
        }
        Matcher coverage = COVERAGE.matcher(said);
        Figures figures = Figures.of(target, "")
                .with("inputs", inputs)
                .with("seconds", Long.parseLong(done.group(2)))
                .with("findings", 0);
        return coverage.find() ? figures.with("branches covered", Long.parseLong(coverage.group(1))) : figures;
    }
}
