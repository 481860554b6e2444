package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One call of the command: phases, one after the other, each of which is written down when it ends. */
public final class Run {
    static final String RESULTS = "performance.json";

    private final Options options;
    private final DocumentWriter writer;

    private Run(Options options, DocumentWriter writer) {
        this.options = options;
        this.writer = writer;
    }

    /** Makes documents of results. */
    @FunctionalInterface
    public interface DocumentWriter {
        void write(Results results, Path directory) throws IOException;
    }

    /** Answers whether all went as it should; times are not judged. */
    public static boolean of(List<Phase> phases, DocumentWriter writer, String... arguments)
            throws IOException, InterruptedException {
        return new Run(Options.parse(arguments), writer).run(phases);
    }

    private boolean run(List<Phase> phases) throws IOException, InterruptedException {
        List<String> names = phases.stream().map(Phase::name).toList();
        for (String name : options.only()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("--only " + name + ": there are " + String.join(", ", names));
            }
        }
        Files.createDirectories(options.out());
        Path file = options.out().resolve(RESULTS);
        Jvm jvm = Jvm.current();
        Optional<Jvm> virtualJvm = options.virtualJdk().isPresent()
                ? Optional.of(Jvm.at(options.virtualJdk().get()))
                : Optional.empty();
        Results results = Results.read(file);
        try (DataDirectory data = new DataDirectory(options.data())) {
            Map<String, String> machine = Machine.describe(options.data(), jvm, virtualJvm);
            Bench bench = new Bench(options.plan(), jvm, virtualJvm, data, options.syncCounter(), results);
            for (Phase phase : phases) {
                if (isWanted(phase)) {
                    run(phase, bench, machine);
                    results.write(file);
                    writer.write(results, options.out());
                }
            }
            return !bench.hasFailed();
        }
    }

    private boolean isWanted(Phase phase) {
        return options.only().isEmpty()
                ? phase.isUsual() || options.plan().isSmoke()
                : options.only().contains(phase.name());
    }

    private void run(Phase phase, Bench bench, Map<String, String> machine) throws IOException, InterruptedException {
        Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        bench.results().forget(phase.name());
        phase.run(bench);
        long seconds = Duration.between(began, Instant.now()).toSeconds();
        bench.say("%s took %d s".formatted(phase.name(), seconds));
        bench.results()
                .add(new PhaseRun(
                        phase.name(),
                        began.toString(),
                        seconds,
                        options.commit(),
                        options.command(),
                        machine,
                        bench.takeNotes()));
    }
}
