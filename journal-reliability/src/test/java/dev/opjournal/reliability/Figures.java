package dev.opjournal.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a test of the programme came to, for {@code docs/reliability.md}: one line for each, on the standard output and in a file
 * of the build's directory {@code figures}.
 */
public final class Figures {
    private final String test;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private Figures(String test) {
        this.test = test;
    }

    /** The figures of a test class, and of a part of it if that has figures of its own. */
    public static Figures of(Class<?> test, String part) {
        return new Figures(test.getSimpleName() + (part.isEmpty() ? "" : " " + part));
    }

    static Path directory() {
        return Path.of(System.getProperty("opjournal.reliability.figures", "target/figures"));
    }

    public Figures with(String name, Object value) {
        figures.put(name, value);
        return this;
    }

    /** Called last, by a test that has seen all of it hold. */
    public void report() {
        String line = test + " (" + Scale.now().name().toLowerCase() + "): " + figures;
        System.out.println("FIGURES " + line);
        try {
            Path directory = Files.createDirectories(directory());
            Files.writeString(
                    directory.resolve(test.replaceAll("[^A-Za-z0-9]+", "-") + ".txt"),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
