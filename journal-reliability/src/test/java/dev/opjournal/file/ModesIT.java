package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.opjournal.reliability.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with umask 000 creates a journal, compacts it, opens it torn, salvages it, and converts files of a Go daemon. Every
 * file is its owner's alone, from the first moment on: params, results and errors may be secrets.
 *
 * <p>No promise of its own, but what the files promise: created with mode 0600. A Go daemon's file keeps the mode that the
 * daemon gave it, under its new name too, where that is a link to the same file ({@link Disk#keepAs}): changing it would change the file
 * that the daemon's operator made. Where there can be no link it is a copy of our own, with mode 0600.
 */
@DisabledOnOs(OS.WINDOWS) // which has other rights
class ModesIT {
    private static final String OWNER_ALONE = " rw-------";
    private static final String EVERYBODY = " rw-rw-rw-";
    private static final String COPIED = "copied.jsonl";

    /** More links to one file than any usual file system allows. */
    private static final int MANY_LINKS = 70_000;

    @TempDir
    Path directory;

    @Test
    void everyFileIsItsOwnersAloneWhateverTheUmask() throws Exception {
        List<String> modes = modesSaidBy(ModesChild.GO);

        assertThat(modes).as("without a mode of its own").contains(ModesChild.PLAIN + EVERYBODY);
        for (String name : List.of(
                ModesChild.CREATED,
                ModesChild.CREATED + ".lock",
                ModesChild.CREATED + ".creating",
                ModesChild.CREATED + ".compacting",
                ModesChild.CREATED + ".torn-.*",
                ModesChild.SALVAGED,
                ModesChild.SALVAGED + ".salvaging",
                ModesChild.GO,
                ModesChild.GO + ".lock",
                ModesChild.GO + ".creating")) {
            assertThat(modes).as(name).anyMatch(line -> line.matches(name + OWNER_ALONE));
        }
        assertThat(modes)
                .filteredOn(line -> !line.endsWith(OWNER_ALONE))
                .allMatch(line -> line.matches("(plain|go.jsonl|go.jsonl.go-[0-9TZ]+)" + EVERYBODY))
                .hasSize(3);
        Figures.of(ModesIT.class, "")
                .with("files with mode 0600", modes.size() - 3)
                .report();
    }

    @Test
    void aCopyOfTheGoDaemonsFileIsItsOwnersAlone() throws Exception {
        Path file = directory.resolve(COPIED);
        try (InputStream fixture = getClass().getResourceAsStream("/go-daemon/daemon-glued.jsonl")) {
            Files.copy(fixture, file);
        }
        if (!linkAsOftenAsAllowed(file)) {
            String why = "this file system lets a file have " + MANY_LINKS + " links";
            Figures.of(ModesIT.class, "copy").with("skipped", why).report();
            assumeTrue(false, why);
        }

        List<String> modes = modesSaidBy(COPIED);

        assertThat(modes).anyMatch(line -> line.matches(COPIED + ".go-[0-9TZ]+" + OWNER_ALONE));
        assertThat(modes).noneMatch(line -> line.matches(COPIED + ".go-[0-9TZ]+" + EVERYBODY));
    }

    /** So that there can be no further link; answers whether there is such a bound. */
    private boolean linkAsOftenAsAllowed(Path file) throws IOException {
        Path links = Files.createDirectory(directory.resolve("links"));
        try {
            for (int i = 0; i < MANY_LINKS; i++) {
                Files.createLink(links.resolve(Integer.toString(i)), file);
            }
            return false;
        } catch (FileSystemException tooMany) {
            return true;
        }
    }

    private List<String> modesSaidBy(String goFile) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 000; exec \"$@\"", "sh"));
        command.addAll(ChildJvm.command(
                List.of("-Xshare:auto"),
                System.getProperty("java.class.path"),
                ModesChild.class,
                directory.toString(),
                goFile));
        Path errors = Files.createDirectory(directory.resolve("errors"));
        List<String> said = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(errors, command)) {
            Stream.generate(() -> next(child))
                    .takeWhile(line -> !line.isEmpty())
                    .forEach(said::add);
            child.end();
        }
        return said;
    }

    private static String next(ChildJvm child) {
        try {
            String line = child.nextLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
