package dev.opjournal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.file.FileJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar runs by itself. */
class JarIT {
    private static final long MOST_SECONDS = 60;

    @TempDir
    Path directory;

    private Cli run(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", System.getProperty("cli.jar")));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path out = directory.resolve("out");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Cli(process.exitValue(), read(out), read(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Test
    void besideARunningApplicationItReads() throws Exception {
        Path path = directory.resolve("operations.journal");
        try (Journal journal = FileJournal.open(path, Example.OPTIONS)) {
            Example.fill(journal);

            Cli list = run("list", path);
            assertThat(list.code()).as("%s", list).isZero();
            assertThat(list.errors()).isEmpty();
            assertThat(list.out()).isEqualTo(Cli.run("list", path).out()).contains("op-2");
            assertThat(run("verify", path).code()).isEqualTo(ExitCode.WHOLE);
        }
    }

    @Test
    void aHalfWrittenBatchOfAnotherProcessIsUnderWay() throws Exception {
        Path path = directory.resolve("operations.journal");
        Path torn = Example.torn(directory.resolve("torn.journal"));
        try (Journal journal = FileJournal.open(path)) {
            assertThat(journal.inFlight()).isEmpty();
            byte[] mine = Files.readAllBytes(path);
            Files.write(path, Files.readAllBytes(torn));

            Cli verify = run("verify", path);

            Files.write(path, mine);
            assertThat(verify.code()).as("%s", verify).isEqualTo(ExitCode.WHOLE);
            assertThat(verify.out())
                    .contains("in use by process " + ProcessHandle.current().pid(), "may be under way");
        }
    }

    @Test
    void itSalvages() throws Exception {
        Path damaged = Example.damaged(directory.resolve("damaged.journal"));
        Path into = directory.resolve("salvaged.journal");

        assertThat(run("verify", damaged).code()).isEqualTo(ExitCode.DAMAGED);
        Cli salvage = run("salvage", damaged, into);
        assertThat(salvage.code()).as("%s", salvage).isZero();
        assertThat(run("verify", into).code()).isEqualTo(ExitCode.WHOLE);
        Cli refused = run("salvage", damaged, into);
        assertThat(refused.code()).isEqualTo(ExitCode.NOT_DONE);
        assertThat(refused.errors().lines()).hasSize(1);
    }
}
