package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A process of its own that runs the main method of a test class, with a file through which it tells what a test waits
 * for. What it prints goes to a file beside that one.
 */
final class OtherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path message;
    private final Path output;

    private OtherProcess(Process process, Path message, Path output) {
        this.process = process;
        this.message = message;
        this.output = output;
    }

    /** Starts a main method, whose first argument is the file for its message. */
    static OtherProcess start(Path directory, Class<?> main, Object... arguments) throws IOException {
        return start(directory, List.of(), jar -> true, main, arguments);
    }

    /** Starts a main method that can write no file larger than the given size. */
    static OtherProcess startWithFileSizeLimit(int kilobytes, Path directory, Class<?> main, Object... arguments)
            throws IOException {
        String limited = "ulimit -f " + kilobytes + "; exec \"$@\"";
        return start(directory, List.of("bash", "-c", limited, "bash"), jar -> true, main, arguments);
    }

    /** Starts a main method with those jars on the class path that are wanted. */
    static OtherProcess startWithJars(Predicate<String> wanted, Path directory, Class<?> main, Object... arguments)
            throws IOException {
        return start(directory, List.of(), wanted, main, arguments);
    }

    private static OtherProcess start(
            Path directory, List<String> prefix, Predicate<String> wanted, Class<?> main, Object... arguments)
            throws IOException {
        Path message = directory.resolve(main.getSimpleName() + ".message");
        Path output = directory.resolve(main.getSimpleName() + ".out");
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath(wanted), main.getName(), message.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new OtherProcess(process, message, output);
    }

    private static String classPath(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Called by the other process: tells the test what it waits for, all at once. */
    static void tell(String messageFile, Object message) throws IOException {
        Path part = Files.writeString(Path.of(messageFile + ".part"), message.toString());
        Files.move(part, Path.of(messageFile));
    }

    /** Waits for what the process tells. */
    String message() throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(message) || !process.isAlive());
        assertThat(message)
                .as("message of a process that printed: %s", output())
                .exists();
        return Files.readString(message);
    }

    /** Waits for the end of the process. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    long pid() {
        return process.pid();
    }

    /** Asks it to end, as an operator or a platform does: {@code SIGTERM}. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        kill();
    }

    /** Ends it as a crash does: {@code SIGKILL}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
