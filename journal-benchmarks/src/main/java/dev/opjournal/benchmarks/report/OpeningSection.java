package dev.opjournal.benchmarks.report;

import dev.opjournal.benchmarks.opening.HeapPhase;
import dev.opjournal.benchmarks.opening.OpeningPhase;
import dev.opjournal.benchmarks.run.Measurement;
import dev.opjournal.benchmarks.run.Results;
import dev.opjournal.benchmarks.run.Statistics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** How long an opening takes, and what stays in the heap. */
final class OpeningSection {
    private static final double MILLION = 1e6;
    private static final String OPJOURNAL = "opjournal";

    private final Results results;

    OpeningSection(Results results) {
        this.results = results;
    }

    String text() {
        return """
                ## Opening

                Entries of ended operations with keys, in the page cache, opened in a JVM that was started for it. What is read
                with Jackson is the journal's own file, its checksums left unchecked. The scans only touch every value and leave no
                index behind; RocksDB's is shown with its defaults, and with all that makes a scan faster.

                %s
                Time over the number of entries, on all cores:

                %s
                %s

                ## Heap

                %s""".formatted(openers(), sizes(), line(), heap());
    }

    private Table openers() {
        Table table =
                new Table(List.of("", "one core", "Opjournal is faster by", "all cores", "Opjournal is faster by"));
        for (Map.Entry<String, String> opener : OpeningPhase.openers()) {
            table.row(List.of(
                    opener.getValue(),
                    Figures.seconds(seconds(opener.getKey(), OpeningPhase.ONE_CORE)),
                    times(opener.getKey(), OpeningPhase.ONE_CORE),
                    Figures.seconds(seconds(opener.getKey(), OpeningPhase.ALL_CORES)),
                    times(opener.getKey(), OpeningPhase.ALL_CORES)));
        }
        return table;
    }

    private String times(String opener, String cores) {
        return opener.equals(OPJOURNAL)
                ? ""
                : Figures.factor(Figures.ratio(seconds(opener, cores), seconds(OPJOURNAL, cores)));
    }

    private OptionalDouble seconds(String opener, String setting) {
        return results.median(OpeningPhase.NAME, opener, setting, OpeningPhase.SECONDS);
    }

    private Table sizes() {
        Table table = new Table(List.of("entries", "seconds"));
        for (Measurement size : sizes(results)) {
            table.row(List.of(
                    Figures.exact(OptionalDouble.of(Double.parseDouble(size.setting()))),
                    Figures.seconds(OptionalDouble.of(Statistics.median(size.rounds())))));
        }
        return table;
    }

    private String line() {
        return fit(results)
                .map(line -> "The line through them: %s and %s for each million entries, R² %s."
                        .formatted(
                                Figures.seconds(OptionalDouble.of(line.intercept())),
                                Figures.seconds(OptionalDouble.of(line.slope() * MILLION)),
                                Figures.fraction(OptionalDouble.of(line.rSquared()))))
                .orElse("");
    }

    private Table heap() {
        return new Table(List.of("", ""))
                .row(List.of("an ended operation with its key, bytes", heap(HeapPhase.ENDED, HeapPhase.BYTES)))
                .row(List.of("an operation in flight, bytes", heap(HeapPhase.IN_FLIGHT, HeapPhase.BYTES)))
                .row(List.of("an interrupted operation, bytes", heap(HeapPhase.INTERRUPTED, HeapPhase.BYTES)))
                .row(List.of("live heap with the journal open, MB", heap(HeapPhase.ENDED, HeapPhase.LIVE_MB)))
                .row(List.of("smallest `-Xmx` that opens it, MB", heap(HeapPhase.ENDED, HeapPhase.SMALLEST_MB)));
    }

    private String heap(String subject, String metric) {
        return Figures.exact(results.median(HeapPhase.NAME, subject, "", metric));
    }

    static OptionalDouble rSquared(Results results) {
        return fit(results).map(line -> OptionalDouble.of(line.rSquared())).orElseGet(OptionalDouble::empty);
    }

    private static Optional<Statistics.Line> fit(Results results) {
        List<Measurement> sizes = sizes(results);
        if (sizes.size() < 2) {
            return Optional.empty();
        }
        double[] entries = sizes.stream()
                .mapToDouble(size -> Double.parseDouble(size.setting()))
                .toArray();
        double[] seconds = sizes.stream()
                .mapToDouble(size -> Statistics.median(size.rounds()))
                .toArray();
        return Optional.of(Statistics.fit(entries, seconds));
    }

    private static List<Measurement> sizes(Results results) {
        return results.of(OpeningPhase.NAME, OPJOURNAL, OpeningPhase.SECONDS).stream()
                .filter(measurement -> OpeningPhase.isSize(measurement.setting()))
                .sorted(Comparator.comparingDouble(size -> Double.parseDouble(size.setting())))
                .toList();
    }
}
