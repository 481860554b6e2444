package dev.opjournal.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Takes away what a test class came to the last time, before it runs: one that fails or is skipped must leave no older figures in
 * place. JUnit finds it by its name in {@code META-INF/services}.
 */
public final class StaleFigures implements TestExecutionListener {
    @Override
    public void executionStarted(TestIdentifier test) {
        TestSource source = test.getSource().orElse(null);
        if (source instanceof ClassSource of) {
            forget(of.getClassName().replaceFirst(".*[.]", ""));
        }
    }

    /** The figures of a fuzzer have the name of what it calls, without the last letters. */
    private static void forget(String test) {
        Pattern own = Pattern.compile(test.replaceFirst("IT$", "") + "(IT)?(-.*)?\\.txt");
        Path directory = Figures.directory();
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> own.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
