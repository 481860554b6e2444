package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All that was measured, kept as one JSON file. Not thread-safe. */
public final class Results {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final List<PhaseRun> runs = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();

    /** The file's content. */
    record Content(List<PhaseRun> runs, List<Measurement> measurements) {}

    /** Reads results; a missing file has none. */
    public static Results read(Path file) throws IOException {
        return Files.exists(file) ? parse(Files.readString(file)) : new Results();
    }

    public static Results parse(String json) {
        Content content = MAPPER.readValue(json, Content.class);
        Results results = new Results();
        results.runs.addAll(content.runs());
        results.measurements.addAll(content.measurements());
        return results;
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(new Content(runs, measurements)) + "\n");
    }

    /** Forgets what an earlier run of a phase gave. */
    public void forget(String phase) {
        runs.removeIf(run -> run.phase().equals(phase));
        measurements.removeIf(measurement -> measurement.phase().equals(phase));
    }

    public void add(PhaseRun run) {
        runs.add(run);
    }

    /** Adds the value of a further round. */
    public void add(String phase, String subject, String setting, String metric, double value) {
        Optional<Measurement> there = find(phase, subject, setting, metric);
        if (there.isEmpty()) {
            measurements.add(new Measurement(phase, subject, setting, metric, new ArrayList<>(List.of(value))));
        } else {
            List<Double> rounds = new ArrayList<>(there.get().rounds());
            rounds.add(value);
            measurements.set(
                    measurements.indexOf(there.get()), new Measurement(phase, subject, setting, metric, rounds));
        }
    }

    public Optional<PhaseRun> run(String phase) {
        return runs.stream().filter(run -> run.phase().equals(phase)).findFirst();
    }

    public List<PhaseRun> runs() {
        return List.copyOf(runs);
    }

    /** How many rounds a phase had. */
    public int mostRounds(String phase) {
        return measurements.stream()
                .filter(measurement -> measurement.phase().equals(phase))
                .mapToInt(measurement -> measurement.rounds().size())
                .max()
                .orElse(0);
    }

    /** What a phase measured of a subject, in the order of measuring. */
    public List<Measurement> of(String phase, String subject, String metric) {
        return measurements.stream()
                .filter(m -> m.phase().equals(phase)
                        && m.subject().equals(subject)
                        && m.metric().equals(metric))
                .toList();
    }

    /** The median over the rounds; empty if it was not measured. */
    public OptionalDouble median(String phase, String subject, String setting, String metric) {
        return find(phase, subject, setting, metric)
                .map(m -> OptionalDouble.of(Statistics.median(m.rounds())))
                .orElseGet(OptionalDouble::empty);
    }

    private Optional<Measurement> find(String phase, String subject, String setting, String metric) {
        return of(phase, subject, metric).stream()
                .filter(m -> m.setting().equals(setting))
                .findFirst();
    }
}
