package dev.opjournal.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each store says that it has appended can be read back by its own means. */
class StoreKindTest {
    private static final int CALLER = 3;
    private static final int APPENDS = 7;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPJOURNAL", "REFERENCE"})
    void whatIsAppendedAsBytesIsReadBack(StoreKind kind) throws Exception {
        append(kind);

        assertThat(StoreReader.read(kind, directory))
                .containsExactlyInAnyOrderElementsOf(lines())
                .allSatisfy(line -> assertThat(line).hasSize(SampleLine.BYTES));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPJOURNAL", "REFERENCE"})
    void whatIsAppendedAsOperationsIsReadBack(StoreKind kind) throws Exception {
        append(kind);

        assertThat(StoreReader.read(kind, directory))
                .extracting(line -> line.replaceAll(".*\"state\":\"(\\w+)\".*\"idemp_key\":\"([^\"]+)\".*", "$1 $2"))
                .containsExactly(
                        "started job-3-1",
                        "task_running job-3-1",
                        "succeeded job-3-1",
                        "started job-3-2",
                        "task_running job-3-2",
                        "succeeded job-3-2",
                        "started job-3-3");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPJOURNAL", "REFERENCE"})
    void linesOfOperationsAreAboutAsLongAsThoseOfThePeers(StoreKind kind) throws Exception {
        append(kind);

        assertThat(StoreReader.read(kind, directory).subList(0, SampleOperation.ENTRIES).stream()
                        .mapToInt(String::length)
                        .average())
                .hasValueCloseTo((double) SampleLine.BYTES, withPercentage(8.0));
    }

    private void append(StoreKind kind) throws Exception {
        try (Store store = kind.open(directory)) {
            Store.Caller caller = store.caller(CALLER);
            for (int i = 0; i < APPENDS; i++) {
                caller.append();
            }
        }
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        SampleLine line = new SampleLine(CALLER);
        for (int i = 0; i < APPENDS; i++) {
            line.next();
            lines.add(new String(line.bytes(), StandardCharsets.UTF_8));
        }
        return lines;
    }
}
