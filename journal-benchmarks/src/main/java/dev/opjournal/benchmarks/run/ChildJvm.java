package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for one measurement: nothing that ran before has warmed it up or filled its heap. */
public final class ChildJvm {
    private static final Duration MOST = Duration.ofMinutes(15);
    private static final int LAST_LINES = 15;

    private final Jvm jvm;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Duration most = MOST;

    public ChildJvm(Jvm jvm) {
        this.jvm = jvm;
    }

    /** Puts a command before the JVM's, as {@code taskset -c 0}. */
    public ChildJvm under(List<String> command) {
        prefix.addAll(command);
        return this;
    }

    public ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    public ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** After this it is ended and has failed. */
    public ChildJvm within(Duration duration) {
        most = duration;
        return this;
    }

    /**
     * Runs a class's main method to its end.
     *
     * @return what it said with {@link #say}, in its order
     * @throws ChildFailedException if it ended with a failure or not in time
     */
    public Map<String, Double> run(Class<?> main, Path directory, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(jvm.executable());
        command.addAll(jvm.arguments());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = Files.createTempFile(directory, "child", ".out");
        Path errors = Files.createTempFile(directory, "child", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            await(builder.start(), main, errors);
            return said(Files.readAllLines(output));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private void await(Process process, Class<?> main, Path errors) throws IOException, InterruptedException {
        try {
            boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                List<String> lines = Files.readAllLines(errors);
                throw new ChildFailedException(main.getSimpleName()
                        + (ended ? " ended with " + process.exitValue() : " took over " + most)
                        + ": "
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** For the child: tells its parent a value. */
    public static void say(String name, double value) {
        System.out.println("= " + name + " " + value);
    }

    private static Map<String, Double> said(List<String> lines) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.startsWith("= ")) {
                String[] parts = line.split(" ", -1);
                values.put(parts[1], Double.valueOf(parts[2]));
            }
        }
        return values;
    }
}
