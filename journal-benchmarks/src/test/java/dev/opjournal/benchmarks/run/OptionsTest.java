package dev.opjournal.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutOptionsAllIsMeasuredInFull() {
        Options options = Options.parse("--data", "data", "--out", "docs");

        assertThat(options.plan()).isEqualTo(Plan.full());
        assertThat(options.only()).isEmpty();
        assertThat(options.virtualJdk()).isEmpty();
        assertThat(options.syncCounter()).isEmpty();
        assertThat(options.commit()).isEqualTo("unknown");
        assertThat(options.command()).isEqualTo("journal-benchmarks/run.sh");
    }

    @Test
    void optionsAreNamedInTheCommandThatTheDocumentShows() {
        Options options = Options.parse(
                "--only",
                "append",
                "--rounds",
                "5",
                "--only",
                "soak",
                "--data",
                "data",
                "--out",
                "docs",
                "--minutes",
                "2",
                "--commit",
                "1f2e3d4-dirty");

        assertThat(options.only()).containsExactly("append", "soak");
        assertThat(options.data()).isEqualTo(Path.of("data"));
        assertThat(options.plan()).isEqualTo(Plan.full().withRounds(5).withSoakSeconds(120));
        assertThat(options.commit()).isEqualTo("1f2e3d4-dirty");
        assertThat(options.command())
                .isEqualTo("journal-benchmarks/run.sh --only append --only soak --rounds 5 --minutes 2");
    }

    @Test
    void smokeIsTheSmallestPlan() {
        assertThat(Options.parse("--smoke", "--data", "data", "--out", "docs").plan())
                .isEqualTo(Plan.smoke());
    }

    @Test
    void anUnknownOptionIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--quick", "--data", "data", "--out", "docs"))
                .withMessageStartingWith("Unknown options: --quick");
    }
}
