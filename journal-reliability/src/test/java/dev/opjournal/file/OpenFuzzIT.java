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
        // Once more outside the fuzzer, where nothing but the journal allocates.
        List<Path> kept = fuzzer.kept();
        assertThat(kept).isNotEmpty();
        for (Path input : kept) {
            assertThatCode(() -> OpenFuzz.check(Files.readAllBytes(input)))
                    .as("%s", input)
                    .doesNotThrowAnyException();
        }
        figures.with("kept and bounded", kept.size())
                .with(
                        "bytes allocated at most",
                        OpenFuzz.ALLOCATED_AT_MOST + " + " + OpenFuzz.ALLOCATED_A_BYTE + " x file")
                .report();
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
