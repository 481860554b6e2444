package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.opjournal.reliability.Figures;
import dev.opjournal.reliability.Fuzzer;
import dev.opjournal.reliability.Scale;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 4, for bytes that nobody thought of: whatever a file holds, opening it ends with a journal or with a typed error, says
 * the same as the rule table, and takes memory bounded by a multiple of the file. See {@link OpenFuzz}.
 */
class OpenFuzzIT {
    private static final int LONGEST_INPUT = 16 * 1024;

    @TempDir
    Path directory;

    @Test
    void anyBytesAreAJournalOrATypedError() throws IOException, InterruptedException {
        Fuzzer fuzzer = new Fuzzer(OpenFuzz.class);
        OpenFuzzSeeds.write(fuzzer.seeds(), directory);
        Path words = fuzzer.work().resolve("words");
        OpenFuzzSeeds.writeWords(words);
        Figures figures = fuzzer.jvmOption("-Xmx512m")
                .option("-dict=" + words)
                .option("-max_len=" + LONGEST_INPUT)
                .run(Scale.of(15, 600));
        List<Path> suspects = suspects(fuzzer);
        assertEachHolds(suspects);
        assertThat(fuzzer.kept()).isNotEmpty();
        assertEachHolds(fuzzer.kept());
        figures.with("bounded outside the fuzzer", fuzzer.kept().size() + suspects.size())
                .with("of these suspects", suspects.size())
                .with(
                        "bytes allocated at most",
                        OpenFuzz.ALLOCATED_AT_MOST + " + " + OpenFuzz.ALLOCATED_A_BYTE + " x file")
                .report();
    }

    private static List<Path> suspects(Fuzzer fuzzer) throws IOException {
        try (Stream<Path> files = Files.list(fuzzer.work())) {
            return files.filter(file -> file.getFileName().toString().startsWith(OpenFuzz.SUSPECTS))
                    .toList();
        }
    }

    private static void assertEachHolds(List<Path> inputs) {
        for (Path input : inputs) {
            assertThatCode(() -> OpenFuzz.check(Files.readAllBytes(input)))
                    .as("%s", input)
                    .doesNotThrowAnyException();
        }
    }

    /** Inputs that the fuzzer found once. */
    @ParameterizedTest
    @ValueSource(strings = {"a-line-with-number-0", "a-header-glued-into-a-line-of-the-daemon"})
    void whatWasFoundOnceHolds(String name) throws IOException {
        try (InputStream input = OpenFuzzIT.class.getResourceAsStream("/fuzz/open/" + name)) {
            OpenFuzz.check(input.readAllBytes());
        }
    }
}
