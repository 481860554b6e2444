package dev.opjournal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each example of docs/cli.md prints what stands there. */
class DocumentationTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```text\n\\$ java -jar journal-cli.jar ([^\n]*)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE_ID = Pattern.compile("[0-9a-f]{32}");

    /** The times of the journal's own lines are of different lengths. */
    private static final Pattern BYTES = Pattern.compile("\\d+ bytes of lines before, \\d+ now");

    @TempDir
    Path directory;

    @Test
    void theExamplesPrintWhatStandsThere() throws IOException {
        Example.whole(directory.resolve("operations.journal"));
        Example.torn(directory.resolve("torn.journal"));
        Example.whole(directory.resolve("old.journal"));
        Example.damaged(directory.resolve("damaged.journal"));
        String page = Files.readString(Path.of("../docs/cli.md"));
        Matcher examples = EXAMPLE.matcher(page);

        assertThat(examples.results()).hasSize(8);
        assertThat(examples.replaceAll(example -> Matcher.quoteReplacement(rendered(example))))
                .isEqualTo(page);
    }

    private String rendered(MatchResult example) {
        Object[] arguments = example.group(1)
                .replaceAll("(\\w+\\.journal)", Matcher.quoteReplacement(directory.toString()) + "/$1")
                .split(" ");
        Cli run = Cli.run(arguments);
        String output = (run.out() + run.errors()).replace(directory + "/", "");
        output = BYTES.matcher(output).replaceAll("1970 bytes of lines before, 1657 now");
        return "```text\n$ java -jar journal-cli.jar " + example.group(1) + "\n"
                + FILE_ID.matcher(output).replaceAll("0123456789abcdef0123456789abcdef") + "```";
    }
}
