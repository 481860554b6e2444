package dev.opjournal.sample.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorCommandTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return SimulatorCommand.run(List.of(arguments), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "--port=x, --port must be a whole number",
        "--port=70000, port must be from 0 to 65535",
        "--task-millis=-1, the task time must be",
        "--token=none, USER@REALM!TOKENID=SECRET",
        "--nonsense, Unknown argument --nonsense"
    })
    void wrongArgumentsAreNamed(String argument, String complaint) {
        assertThat(run("--state=s.json", argument)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(complaint).contains("Usage: simulator");
    }

    @Test
    void aStateFileMustBeNamed() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--state=FILE is missing");
    }
}
