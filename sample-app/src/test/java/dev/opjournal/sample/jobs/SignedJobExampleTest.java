package dev.opjournal.sample.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.opjournal.sample.SampleTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The example of docs/sample.md, run as it stands there. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the example takes date and openssl as Linux has them")
class SignedJobExampleTest extends SampleTest {
    private static final List<String> EXAMPLES = examples();

    /** Empty without OpenSSL 3: the test is then skipped, and says so. */
    private static String publicKey = "";

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void makeKey(DynamicPropertyRegistry properties) {
        if (run("openssl version && curl --version").startsWith("OpenSSL 3.")) {
            publicKey = run(EXAMPLES.get(0));
            properties.add("jobs.keys.ops-2026", () -> publicKey);
        }
    }

    @Test
    void itIsTakenAndRunsOnce() {
        assumeTrue(!publicKey.isEmpty(), "There is no OpenSSL 3 with curl: the example of docs/sample.md was not run.");
        assertThat(publicKey).startsWith("MCowBQYDK2VwAyEA");
        String example = EXAMPLES.get(1).replace("127.0.0.1:8080", "127.0.0.1:" + port);

        String opId = send(example).path("opId").asString("");
        awaitEnd(opId, "succeeded");

        JsonNode again = send(example.substring(example.indexOf("curl")));
        assertThat(again.path("title").asString("")).isEqualTo("Job replayed");
        assertThat(again.path("opId").asString("")).isEqualTo(opId);
        assertThat(cluster.effects("start", "101")).isEqualTo(1);
    }

    private static JsonNode send(String script) {
        return JsonMapper.shared().readTree(run(script));
    }

    private static List<String> examples() {
        try {
            String page = Files.readString(Path.of("../docs/sample.md"));
            String section = page.substring(page.indexOf("## Signed jobs"));
            return Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
                    .matcher(section)
                    .results()
                    .map(block -> block.group(1))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a script writes in the directory of this test; what went wrong is seen by what is missing. */
    private static String run(String script) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", script)
                    .directory(dir.toFile())
                    .redirectError(dir.resolve("errors.log").toFile())
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output.strip();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
