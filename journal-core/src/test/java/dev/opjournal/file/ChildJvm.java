package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs a class of these tests and talks through its standard streams. */
final class ChildJvm implements AutoCloseable {
    private static final long MOST_SECONDS = 60;
    private static final int SIGKILL = 9;

    private final Process process;
    private final Path errors;
    private final BufferedReader output;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.output = process.inputReader();
    }

    /**
     * Starts the class's main method.
     *
     * @param directory for what the child writes to its standard error
     */
    static ChildJvm start(Path directory, Class<?> main, String... arguments) throws IOException {
        return start(
                directory, command(List.of("-Xshare:auto"), System.getProperty("java.class.path"), main, arguments));
    }

    /** The command that runs the class's main method in a JVM which starts quickly. */
    static List<String> command(List<String> options, String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts what a {@link #command} says. */
    static ChildJvm start(Path directory, List<String> command) throws IOException {
        Path errors = Files.createTempFile(directory, "child", ".err");
        File errorFile = errors.toFile();
        return new ChildJvm(new ProcessBuilder(command).redirectError(errorFile).start(), errors);
    }

    long pid() {
        return process.pid();
    }

    /** The next line that the child says; null when it says nothing more. */
    String nextLine() throws IOException {
        return output.readLine();
    }

    /**
     * Kills the child as {@code kill -9} does and waits until it is gone. What it said before can still be read, which is why
     * the process is killed through its handle: {@link Process#destroyForcibly} closes the streams.
     */
    void kill() throws Exception {
        process.toHandle().destroyForcibly();
        assertThat(exitValue()).as("killed by a signal; it said: %s", errors()).isEqualTo(128 + SIGKILL);
    }

    /** Says a line to the child, on its standard input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends the child's input, which it takes for the end of its work, and waits until it is gone. */
    void end() throws Exception {
        process.getOutputStream().close();
        assertThat(exitValue()).as("it said: %s", errors()).isZero();
    }

    private int exitValue() throws InterruptedException {
        assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** What the child wrote to its standard error. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
