package dev.opjournal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.opjournal.Journal;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each command that docs/runbook.md gives with its output, {@code console} blocks, is run, in the order of its section and beside
 * a journal in that section's trouble, and prints what stands there. {@code <…>} stands for a number.
 */
@EnabledOnOs(OS.LINUX)
class RunbookTest {
    private static final Path PAGE = Path.of("../docs/runbook.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^##+ ([^\n]+)$(.*?)(?=^##+ |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```console\n(.*?)^ *```");
    private static final Pattern COMMAND = Pattern.compile("(?ms)^\\$ ([^\n]*)\n(.*?)(?=^\\$ |\\z)");
    private static final int SERVICE = 65534;
    private static final String CLI = "java -jar journal-cli.jar ";

    @TempDir
    Path directory;

    /** A command, and what it prints. */
    private record Shown(String command, String output) {}

    private static List<Shown> examples(String text) {
        List<Shown> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            Matcher command = COMMAND.matcher(block.group(2).replaceAll("(?m)^" + block.group(1), ""));
            while (command.find()) {
                examples.add(new Shown(command.group(1), command.group(2)));
            }
        }
        return examples;
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Shown> section(String heading) {
        Matcher section = SECTION.matcher(page());
        while (section.find()) {
            if (section.group(1).equals(heading)) {
                return examples(section.group(2));
            }
        }
        throw new AssertionError("The page has no section " + heading);
    }

    private void assertPrintsWhatStandsThere(List<Shown> examples) throws Exception {
        for (Shown example : examples) {
            String expected = Pattern.quote(example.output()).replaceAll("<[a-z ]+>", "\\\\E\\\\d+\\\\Q");
            assertThat(printed(example.command())).as(example.command()).matches(expected);
            assertThat(operations())
                    .as("the journal after %s, if the application were started then", example.command())
                    .exists();
        }
    }

    /** Gives the journal to somebody else, as which the service runs; only root can, and only root can take it away. */
    private Map<String, Object> givenToTheService() throws IOException {
        if (Integer.valueOf(0).equals(Files.getAttribute(operations(), "unix:uid"))) {
            Files.setAttribute(operations(), "unix:uid", SERVICE);
        }
        return ownerAndMode();
    }

    private Map<String, Object> ownerAndMode() throws IOException {
        return Files.readAttributes(operations(), "unix:uid,gid,mode");
    }

    private String printed(String command) throws Exception {
        if (!command.startsWith(CLI)) {
            return shell(command);
        }
        Object[] arguments = command.substring(CLI.length())
                .replaceAll("(\\w+\\.journal)", Matcher.quoteReplacement(directory.toString()) + "/$1")
                .split(" ");
        Cli run = Cli.run(arguments);
        return (run.out() + run.errors()).replace(directory + "/", "");
    }

    private String shell(String command) throws Exception {
        Process shell = new ProcessBuilder("bash", "-o", "pipefail", "-ec", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }

    private static void needsJq() {
        boolean isThere = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(part -> Files.isExecutable(Path.of(part, "jq")));
        assumeTrue(
                isThere, "SKIPPED: jq is not installed, so that the commands of docs/runbook.md with it are not run");
    }

    private Path operations() {
        return directory.resolve("operations.journal");
    }

    @Test
    void lookingFirst() throws Exception {
        needsJq();
        Example.whole(operations());

        assertPrintsWhatStandsThere(section("Look first"));
    }

    @Test
    void aDamagedJournalIsSalvagedAndReplaced() throws Exception {
        Example.damaged(operations());
        Map<String, Object> before = givenToTheService();

        assertPrintsWhatStandsThere(section("Damaged"));

        assertThat(ownerAndMode()).isEqualTo(before);
        try (Journal salvaged = FileJournal.open(operations())) {
            assertThat(salvaged.interrupted()).extracting("opId").contains("op-1");
        }
    }

    @Test
    void compactingByHand() throws Exception {
        try (Journal recent = FileJournal.open(operations())) {
            Example.fill(recent);
        }

        assertPrintsWhatStandsThere(section("Compaction, and a file that grows"));
    }

    /** After the copy a key is applied, and then the file is damaged. */
    @Test
    void aCopyIsRestoredAndWhatItForgetsIsTold() throws Exception {
        needsJq();
        Example.whole(operations());
        List<Shown> files = section("Files");
        int restore = 0;
        while (!files.get(restore).command().startsWith("ln ")) {
            restore++;
        }
        assertPrintsWhatStandsThere(files.subList(0, restore));
        try (Journal since = FileJournal.open(operations())) {
            since.begin(OperationSpec.of("vm.start").target("104").idempotencyKey("job-9d11"))
                    .succeeded();
        }
        String text = Files.readString(operations());
        Files.writeString(operations(), text.replaceFirst("\"pve1\"", "\"pve"));
        Map<String, Object> before = givenToTheService();
        assertPrintsWhatStandsThere(files.subList(restore, files.size()));

        assertThat(ownerAndMode()).isEqualTo(before);
        assertThat(Cli.run("verify", operations()).code()).isZero();
    }

    @Test
    void noOtherCommandIsGivenWithAnOutput() {
        long here = List.of("Look first", "Damaged", "Compaction, and a file that grows", "Files").stream()
                .mapToLong(heading -> section(heading).size())
                .sum();

        assertThat(examples(page())).hasSize((int) here);
    }
}
