package dev.opjournal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each command says, where, and what it answers. What a run prints in full is in docs/cli.md, and checked there. */
class CommandsTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("operations.journal");
    }

    private static List<String> firstWords(String text) {
        return text.lines().map(line -> line.split(" ")[0]).toList();
    }

    private static void assertOneErrorLine(Cli run, int code, String... parts) {
        assertThat(run.code()).as("%s", run).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors().lines()).hasSize(1);
        assertThat(run.errors()).startsWith("error: ").contains(parts).doesNotContain("Exception");
    }

    @Test
    void listShowsWhatIsInFlight() {
        Example.whole(path);

        Cli run = Cli.run("list", path);

        assertThat(run.code()).isZero();
        assertThat(run.errors()).isEmpty();
        assertThat(firstWords(run.out())).containsExactly("OPERATION", "op-2", "op-3");
        assertThat(firstWords(Cli.run("list", "--all", path).out()))
                .containsExactly("OPERATION", "op-1", "op-2", "op-3", "op-4");
        assertThat(firstWords(Cli.run("list", "--kind", "vm.start", path).out()))
                .containsExactly("OPERATION", "op-2");
        assertThat(firstWords(Cli.run("list", "--target", "101", path).out())).containsExactly("OPERATION", "op-3");
        assertThat(Cli.run("list", "--target", "999", path).out()).isEqualToIgnoringNewLines("no operation in flight");
    }

    @Test
    void listSpeaksJson() {
        Example.whole(path);

        List<JsonNode> lines = Cli.run("list", "--json", path)
                .out()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).toString())
                .isEqualTo("{\"op_id\":\"op-2\",\"kind\":\"vm.start\",\"target\":\"102\",\"state\":\"task_running\""
                        + ",\"task\":\"UPID:pve1:0002\",\"begun\":\"2026-11-23T20:00:00Z\""
                        + ",\"newest\":\"2026-11-23T20:00:00Z\",\"key\":true}");
        assertThat(lines.get(1).get("released").asString()).isEqualTo("no answer came");
    }

    @Test
    void valuesAreHiddenUnlessTheyAreAskedFor() {
        Example.whole(path);

        Cli hidden = Cli.run("show", path, "op-1");
        assertThat(hidden.code()).isZero();
        assertThat(hidden.out())
                .contains("node = (hidden)", "result  (hidden)")
                .doesNotContain("pve1\n", "\"started\"");

        Cli shown = Cli.run("show", "--show-values", path, "op-1");
        assertThat(shown.out()).contains("node = pve1", "result  \"started\"");
    }

    @Test
    void showPrintsTheLinesAsTheyStandInTheFile() throws IOException {
        Example.whole(path);

        Cli run = Cli.run("show", "--json", path, "op-2");

        assertThat(run.out().lines())
                .hasSize(2)
                .isEqualTo(Files.readAllLines(path).stream()
                        .filter(line -> line.contains("\"op_id\":\"op-2\""))
                        .toList());
    }

    @Test
    void anOperationThatIsNotThereIsSaidSo() {
        Example.whole(path);

        assertOneErrorLine(Cli.run("show", path, "op-9"), ExitCode.NOT_DONE, "no operation op-9", path.toString());
    }

    @Test
    void aTerminalObeysNoTextOfAJournal() {
        try (Journal journal = FileJournal.open(path)) {
            journal.begin(OperationSpec.of("vm.start").opId("op\u001b[31m").target("\u202e101"));
        }

        assertThat(Cli.run("list", path).out())
                .contains("op\\u001b[31m", "\\u202e101")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void verifyAnswersWhatTheFileIs() throws IOException {
        assertThat(Cli.run("verify", Example.whole(path)).code()).isEqualTo(ExitCode.WHOLE);

        Cli torn = Cli.run("verify", Example.torn(directory.resolve("torn")));
        assertThat(torn.code()).isEqualTo(ExitCode.TORN);
        assertThat(torn.out()).contains("T6", "op-4");

        Path bad = Example.damaged(directory.resolve("bad"));
        Cli damaged = Cli.run("verify", bad);
        String text = Files.readString(bad);
        int offset = text.lastIndexOf("{\"op_id\":\"op-1\"", text.indexOf("\"result\":\"started\""));
        assertThat(damaged.code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(damaged.out())
                .contains("damaged at offset " + offset + ", where record 3 should stand", "T3")
                .doesNotContain("lost");
        Cli all = Cli.run("verify", "--all", bad);
        assertThat(all.code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(all.out()).contains(": record 3; operations op-1; keys job-7f3a; good lines go on at offset ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "verify", "stats"})
    void whatIsNoJournalCannotBeRead(String command) throws IOException {
        assertOneErrorLine(Cli.run(command, path), ExitCode.UNREADABLE, path.toString(), "no such file");
        Files.writeString(path, "hello\n");
        assertOneErrorLine(Cli.run(command, path), ExitCode.UNREADABLE, path.toString(), "it is no journal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "stats"})
    void whatIsShownOfADamagedJournalEndsAtTheDamage(String command) throws IOException {
        Cli run = Cli.run(command, Example.damaged(path));

        assertThat(run.code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(run.out()).isNotEmpty();
        assertThat(run.errors()).contains("damaged at offset", "verify --all").hasLineCount(1);
    }

    @Test
    void aWrongCommandLineIsToldInOneLine() {
        assertOneErrorLine(Cli.run("list"), ExitCode.USAGE, "FILE", "--help");
        assertOneErrorLine(Cli.run("list", "--nope", path), ExitCode.USAGE, "--nope");
        assertOneErrorLine(
                Cli.run("stats", "--retain-operations", "30", path), ExitCode.USAGE, "'30' is no duration", "P30D");
        assertThat(Cli.run("--help").out()).contains("Exit codes:", "salvage");
    }

    @Test
    void statsCountWhatIsThere() {
        Example.whole(path);

        Cli run = Cli.run("stats", "--retain-operations", "PT1S", path);

        assertThat(run.code()).isZero();
        assertThat(run.out().replaceAll(" +", " "))
                .contains("operations 4\n", " started 1\n", " task_running 1\n", " succeeded 1\n", " failed 1\n")
                .contains("kind vm.start 3\n", "kind disk.grow 1\n", "keys 1 applied\n", "format version 1, id ");
    }

    @Test
    void aRunningJournalIsReadBesideItsApplication() {
        try (Journal journal = FileJournal.open(path, Example.OPTIONS)) {
            Example.fill(journal);

            assertThat(Cli.run("verify", path).code()).isEqualTo(ExitCode.WHOLE);
            assertThat(firstWords(Cli.run("list", path).out())).containsExactly("OPERATION", "op-2", "op-3");
            assertThat(Cli.run("show", path, "op-1").code()).isZero();
            assertThat(Cli.run("stats", path).out()).contains("bytes");
            journal.begin(OperationSpec.of("vm.start").opId("op-5")).succeeded();
        }
        assertThat(Cli.run("verify", path).code()).isEqualTo(ExitCode.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "daemon-torn", "daemon-glued"})
    void aGoDaemonsFileIsReadWithoutAConversion(String name) throws IOException {
        Path go = Path.of("../journal-core/src/test/resources/go-daemon/" + name + ".jsonl");
        Path expected = go.resolveSibling(name + ".expected.json");
        JsonNode json = JsonMapper.shared().readTree(Files.readString(expected));
        byte[] before = Files.readAllBytes(go);

        Cli list = Cli.run("list", go);
        Cli verify = Cli.run("verify", go);

        assertThat(list.out().lines().skip(1)).hasSize(json.get("inFlight").size());
        json.get("inFlight").forEach(opId -> assertThat(list.out()).contains(opId.asString()));
        assertThat(verify.code()).isEqualTo(json.get("damagedLines").asInt() == 0 ? ExitCode.WHOLE : ExitCode.TORN);
        assertThat(Cli.run("stats", go).out()).contains("of a Go daemon");
        assertThat(go).hasBinaryContent(before);
        assertThat(go.resolveSibling(name + ".jsonl.lock")).doesNotExist();
    }

    @Test
    void salvageMakesANewJournalThatOpens() throws IOException {
        Example.damaged(path);
        byte[] before = Files.readAllBytes(path);
        Path into = directory.resolve("salvaged.journal");

        Cli run = Cli.run("salvage", path, into);

        assertThat(run.code()).as("%s", run).isZero();
        assertThat(run.out()).contains("8 entries kept", "record 3; operations op-1", "job-7f3a: not known whether");
        assertThat(path).hasBinaryContent(before);
        try (Journal journal = FileJournal.open(into)) {
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op-1", "op-2", "op-3");
        }
        assertOneErrorLine(Cli.run("salvage", path, into), ExitCode.NOT_DONE, into + " exists already");
        assertOneErrorLine(
                Cli.run("salvage", into, directory.resolve("again")), ExitCode.NOT_DONE, "it is not damaged");
    }

    @Test
    void compactDropsWhatNeedNotBeKept() {
        Example.whole(path);

        Cli run = Cli.run("compact", "--retain-operations", "PT1S", path);

        assertThat(run.code()).as("%s", run).isZero();
        assertThat(run.out()).contains("1 operation and 0 keys dropped");
        try (Journal journal = FileJournal.open(path)) {
            assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly("op-2", "op-3");
            assertThat(journal.alreadyApplied("job-7f3a")).isTrue();
            assertThat(journal.history("op-4")).isEmpty();
        }
        assertThat(Cli.run("verify", path).code()).isEqualTo(ExitCode.WHOLE);
    }

    @Test
    void compactIsRefusedWhereItWouldDoHarm() throws IOException {
        assertOneErrorLine(Cli.run("compact", path), ExitCode.UNREADABLE, "no such file");
        assertThat(directory).isEmptyDirectory();

        Path go = Files.copy(
                Path.of("../journal-core/src/test/resources/go-daemon/daemon.jsonl"), directory.resolve("go.journal"));
        assertOneErrorLine(Cli.run("compact", go), ExitCode.NOT_DONE, "a Go daemon's file");

        Path bad = Example.damaged(directory.resolve("bad.journal"));
        assertOneErrorLine(Cli.run("compact", bad), ExitCode.DAMAGED, "damaged at offset");

        try (Journal journal = FileJournal.open(path)) {
            assertOneErrorLine(
                    Cli.run("compact", path),
                    ExitCode.NOT_DONE,
                    "process " + ProcessHandle.current().pid());
            assertThat(journal.inFlight()).isEmpty();
        }
    }
}
