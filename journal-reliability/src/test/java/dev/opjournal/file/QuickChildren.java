package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts processes of one kind in a third of the processor time that {@link ChildJvm} takes by itself: their classes come
 * from an archive which a first one leaves, and they log nothing. Most of what a test that kills processes costs is their start.
 */
final class QuickChildren {
    /** A JVM tells of classes that it cannot archive, and why it cannot use an archive, among the child's words. */
    private static final String SAY_NOTHING = "-Xlog:disable";

    private final Path directory;
    private final Class<?> main;
    private final String classPath;
    private final Path archive;

    private QuickChildren(Path directory, Class<?> main) throws IOException {
        this.directory = directory;
        this.main = main;
        this.classPath = classPath(directory);
        this.archive = directory.resolve("classes.jsa");
    }

    /** What the first one does, until it is told to end. */
    interface FirstRun {
        void with(ChildJvm child) throws Exception;
    }

    /**
     * Runs a first one, which must end by itself when its input does.
     *
     * @param directory for the archive, and for what the children write to their standard error
     */
    static QuickChildren of(Path directory, Class<?> main, FirstRun run, String... arguments) throws Exception {
        QuickChildren children = new QuickChildren(directory, main);
        List<String> leaveArchive = List.of(SAY_NOTHING, "-XX:ArchiveClassesAtExit=" + children.archive);
        try (ChildJvm first =
                ChildJvm.start(directory, ChildJvm.command(leaveArchive, children.classPath, main, arguments))) {
            run.with(first);
            first.end();
        }
        assertThat(children.archive).exists();
        return children;
    }

    ChildJvm start(String... arguments) throws IOException {
        List<String> options = List.of(SAY_NOTHING, "-Xshare:auto", "-XX:SharedArchiveFile=" + archive);
        return ChildJvm.start(directory, ChildJvm.command(options, classPath, main, arguments));
    }

    /** An archive wants jars. Without a logging framework nothing is logged. */
    private static String classPath(Path directory) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, directory.resolve("classes-" + jars.size() + ".jar")));
            } else if (!path.getFileName().toString().startsWith("logback")) {
                jars.add(element);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path from, Path to) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(to));
                Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(from.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        return to.toString();
    }
}
