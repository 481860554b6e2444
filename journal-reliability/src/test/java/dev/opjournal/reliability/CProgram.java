package dev.opjournal.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The C sources of these tests, {@code src/test/c}: what Java cannot ask of the kernel. */
public final class CProgram {
    private static final Path SOURCES = Path.of("src", "test", "c");
    private static final Path BUILT = Path.of("target", "c");

    private CProgram() {}

    /** Compiles a source into a program. */
    public static Path program(String name) throws IOException {
        return compile(name, name, List.of());
    }

    /** Compiles a source into a library for {@code LD_PRELOAD}. */
    public static Path library(String name) throws IOException {
        return compile(name, "lib" + name + ".so", List.of("-shared", "-fPIC"));
    }

    /** Moved to its name when it is whole, since two classes may compile it at the same time. */
    private static Path compile(String source, String built, List<String> options) throws IOException {
        Files.createDirectories(BUILT);
        Path fresh = Files.createTempFile(BUILT, source, ".new");
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-Wall", "-Werror"));
        command.addAll(options);
        command.addAll(
                List.of("-o", fresh.toString(), SOURCES.resolve(source + ".c").toString()));
        Commands.run(command.toArray(String[]::new));
        Path whole = BUILT.resolve(built).toAbsolutePath();
        return Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
