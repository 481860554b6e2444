package dev.opjournal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands of the system. */
public final class Commands {
    private Commands() {}

    /** Runs a command; answers what it said. Fails if it does. */
    public static String run(String... command) {
        Result result = attempt(command);
        assertThat(result.exit())
                .as("%s said: %s", List.of(command), result.said())
                .isZero();
        return result.said();
    }

    /** What a command came to. */
    record Result(int exit, String said) {}

    static Result attempt(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Result(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + List.of(command) + " ran", e);
        }
    }
}
