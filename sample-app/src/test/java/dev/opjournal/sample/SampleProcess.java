package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built jar in a process of its own. */
final class SampleProcess implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private SampleProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static SampleProcess run(Path dir, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives for seconds: what counts is how soon it is up.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-jar");
        command.add(System.getProperty("sample.jar"));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(dir, "output", ".log");
            return new SampleProcess(
                    new ProcessBuilder(command)
                            .directory(dir.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for a line of the output; answers the first group of the pattern in it. */
    String awaitOutput(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return await().atMost(START_TIME)
                .failFast(
                        "the process ended",
                        () -> assertThat(process.isAlive()).as(output()).isTrue())
                .until(
                        () -> {
                            Matcher matcher = wanted.matcher(output());
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        found -> !found.isEmpty());
    }

    /** Waits until the application takes traffic. */
    Http awaitHttp() {
        String port = awaitOutput("Tomcat started on port (\\d+)");
        awaitOutput("(Started SampleApplication)");
        return new Http(URI.create("http://127.0.0.1:" + port));
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
