package dev.opjournal.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.sample.simulator.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    /** What an application needs that works on a cluster of the test. */
    static String[] argumentsFor(TestCluster cluster, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--proxmox.url=" + cluster.url(),
                "--proxmox.token=" + TestCluster.TOKEN,
                "--journal.recovery.recheck-interval=100ms"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    static SampleProcess run(Path dir, String... arguments) {
        return run(dir, List.of(), arguments);
    }

    /** Runs on the code that was generated when the jar was built, instead of looking at classes. */
    static SampleProcess runAheadOfTime(Path dir, String... arguments) {
        return run(dir, List.of("-Dspring.aot.enabled=true"), arguments);
    }

    private static SampleProcess run(Path dir, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives for seconds: what counts is how soon it is up.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
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

    /** Asks the process to end, as {@code kill} does; answers its exit status. */
    int terminate() {
        process.destroy();
        return process.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue();
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
