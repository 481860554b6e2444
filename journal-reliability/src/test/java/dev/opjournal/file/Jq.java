package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.reliability.Machine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program {@code jq}, with which people read journals. */
final class Jq {
    private Jq() {}

    /** Answers whether it is installed. */
    static boolean isThere() {
        return Machine.isThere("jq");
    }

    /** Skips the test, loudly, where it is not installed. */
    static void needed(Class<?> test) {
        Machine.needs(test, "jq");
    }

    /** What {@code jq -c .} makes of a text; fails if it does not accept all of it. */
    static List<String> linesOf(String text) {
        try {
            Process jq = new ProcessBuilder("jq", "-c", ".")
                    .redirectErrorStream(true)
                    .start();
            Thread feeder = new Thread(() -> feed(jq, text));
            feeder.start();
            String answer = new String(jq.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            feeder.join();
            assertThat(jq.waitFor()).as("jq says of the file:%n%s", answer).isZero();
            return answer.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void feed(Process jq, String text) {
        try (OutputStream in = jq.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
