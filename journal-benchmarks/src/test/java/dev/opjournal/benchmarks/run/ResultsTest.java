package dev.opjournal.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    Path directory;

    private final Results results = new Results();

    @Test
    void roundsOfOneMeasurementAreGathered() {
        results.add("append", "h2", "8", "p50-us", 3);
        results.add("append", "h2", "8", "p50-us", 1);
        results.add("append", "h2", "8", "p50-us", 2);
        results.add("append", "h2", "64", "p50-us", 9);

        assertThat(results.median("append", "h2", "8", "p50-us")).hasValue(2);
        assertThat(results.mostRounds("append")).isEqualTo(3);
    }

    @Test
    void whatWasNotMeasuredHasNoMedian() {
        assertThat(results.median("append", "h2", "8", "p50-us")).isEmpty();
    }

    @Test
    void aFileHoldsAll() throws Exception {
        results.add("append", "h2", "8", "p50-us", 3.25);
        PhaseRun run = new PhaseRun(
                "append", "2026-11-24T08:00:00Z", 7, "1f2e3d4", "run.sh", Map.of("cores", "2"), List.of("a note"));
        results.add(run);
        Path file = directory.resolve("results.json");

        results.write(file);
        Results read = Results.read(file);

        assertThat(read.runs()).containsExactly(run);
        assertThat(read.of("append", "h2", "p50-us"))
                .containsExactly(new Measurement("append", "h2", "8", "p50-us", List.of(3.25)));
    }

    @Test
    void aRunOfBeforeCommitsWereNotedIsOfAnUnknownOne() {
        Results read = Results.parse("""
                {"runs": [{"phase": "append", "began": "2026-11-24T08:00:00Z", "seconds": 7, "command": "run.sh",
                  "machine": {}, "notes": []}], "measurements": []}""");

        assertThat(read.run("append").orElseThrow().commit()).isEqualTo("unknown");
    }

    @Test
    void aMissingFileHoldsNothing() throws Exception {
        assertThat(Results.read(directory.resolve("missing")).runs()).isEmpty();
    }

    @Test
    void aPhaseThatRunsAgainLeavesTheOthersAlone() {
        results.add("append", "h2", "8", "p50-us", 1);
        results.add("heap", "ended", "", "bytes", 2);

        results.forget("append");

        assertThat(results.median("append", "h2", "8", "p50-us")).isEmpty();
        assertThat(results.median("heap", "ended", "", "bytes")).hasValue(2);
    }
}
