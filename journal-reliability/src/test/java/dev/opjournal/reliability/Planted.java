package dev.opjournal.reliability;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** Runs a test in a JVM of its own, in which a class of ours may be changed; processes that the test starts have it too. */
final class Planted {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /** Far more than any of them takes on a busy machine: a test that hangs has found nothing. */
    private static final long MOST_SECONDS = 600;

    /** As many as in a build. */
    private static final int MODEL_SEQUENCES = 250;

    private final Path directory;

    /** All it makes is in the given directory. */
    Planted(Path directory) {
        this.directory = directory;
    }

    /** Makes the changed class; answers the directory with it. */
    Path plant(PlantedBug bug) throws IOException {
        Path source = Path.of("..").resolve(bug.file());
        String text = Files.readString(source);
        int at = text.indexOf(bug.from());
        if (at < 0 || at != text.lastIndexOf(bug.from())) {
            throw new IllegalStateException(
                    "What is to be replaced for \"" + bug + "\" must stand once in " + bug.file());
        }
        Path changed = directory.resolve("src").resolve(source.getFileName());
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, text.replace(bug.from(), bug.to()));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(changed, classes);
        return classes;
    }

    private static void compile(Path source, Path classes) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        classes.toString(),
                        "-cp",
                        CLASS_PATH,
                        source.toString());
        if (result != 0) {
            throw new IllegalStateException("It does not compile: " + messages);
        }
    }

    /** Runs a test with the classes as they are; answers what it found. */
    Optional<String> run(String test) throws IOException, InterruptedException {
        return run(test, CLASS_PATH);
    }

    /** Runs a test with those classes in place of the ones of their names. */
    Optional<String> run(String test, Path changed) throws IOException, InterruptedException {
        return run(test, changed.toAbsolutePath() + File.pathSeparator + CLASS_PATH);
    }

    /** What it found is an assertion that did not hold: a test that cannot run, or that hangs, has found nothing. */
    private Optional<String> run(String test, String classPath) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Path outcome = directory.resolve("outcome");
        Files.deleteIfExists(outcome);
        Process process = new ProcessBuilder(command(test, outcome, classPath))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(test + " hangs; it said:\n" + Files.readString(log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String came = Files.exists(outcome) ? Files.readString(outcome) : Files.readString(log);
        if (came.equals(PlantedRun.HOLDS)) {
            return Optional.empty();
        }
        if (!came.startsWith(PlantedRun.ASSERTION)) {
            throw new IllegalStateException(test + " did not come to a verdict: " + came);
        }
        return Optional.of(came.substring(PlantedRun.ASSERTION.length() + 1));
    }

    /** At the size that it has in every build, and with figures that are thrown away. */
    private List<String> command(String test, Path outcome, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dopjournal.reliability.scale=build");
        command.add("-Dopjournal.reliability.figures=" + directory.resolve("figures"));
        command.add("-Djqwik.tries.default=" + MODEL_SEQUENCES);
        command.add("-Djqwik.database=" + directory.resolve("jqwik-database"));
        command.addAll(List.of("-cp", classPath, PlantedRun.class.getName(), test, outcome.toString()));
        return command;
    }
}
