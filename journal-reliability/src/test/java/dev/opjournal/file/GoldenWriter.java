package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import dev.opjournal.steps.CrashPolicy;
import dev.opjournal.steps.StepRunner;
import dev.opjournal.steps.Steps;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Writes golden files of the current format version into a new directory. No part of a build: see golden/README.md. */
@EnabledIfSystemProperty(named = GoldenWriter.INTO, matches = ".+")
class GoldenWriter {
    static final String INTO = "opjournal.golden.into";

    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final int SECTOR = 512;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final FileJournalOptions options = Golden.OPTIONS.withClock(clock).withMaxEntryBytes(2048);
    private Path into;
    private Path path;

    /** What is done to an open journal. */
    private interface Work {
        void with(FileJournal journal) throws Exception;
    }

    @BeforeEach
    void name() throws IOException {
        into = Files.createDirectories(Path.of(System.getProperty(INTO)));
        path = directory.resolve("ops.journal");
    }

    private void closed(FileJournalOptions with, Work work) throws Exception {
        try (FileJournal journal = FileJournal.open(path, with)) {
            work.with(journal);
        }
    }

    /** As a crash leaves it. */
    private byte[] crashed(Work work) throws Exception {
        try (FileJournal journal = FileJournal.open(path, options)) {
            work.with(journal);
            return Files.readAllBytes(path);
        }
    }

    private void keep(String name, byte[] bytes) throws IOException {
        keep(into, name, ".journal", bytes);
    }

    private void keep(Path into, String name, String ending, byte[] bytes) throws IOException {
        Files.write(into.resolve(name + ending), bytes);
        Path copy = Files.createDirectory(directory.resolve(name)).resolve("ops.journal");
        Files.write(copy, bytes);
        Files.writeString(
                into.resolve(name + Golden.EXPECTED),
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(Golden.describe(copy))
                        + "\n");
    }

    private void tick() {
        clock.move(Duration.ofNanos(1_234_567_891));
    }

    /** All that an entry can hold. */
    private void everything(FileJournal journal) {
        Operation plain =
                journal.begin(START.opId("plain").param("node", "pve1").param("cores", "4"));
        tick();
        plain.taskRunning("UPID:pve1:0001:qmstart:101:root@pam:");
        plain.succeeded(Map.of("uptime", 12.5, "tags", List.of("a", "b"), "ok", true));
        tick();
        journal.begin(START.opId("keyed").idempotencyKey("job-applied")).succeeded();
        journal.begin(START.opId("freed").idempotencyKey("job-freed")).failed("the VM is locked");
        Operation released = journal.begin(START.opId("released").idempotencyKey("job-taken"));
        released.taskRunning("UPID:pve1:0002:qmstart:101:root@pam:");
        released.release("no answer within 30 s");
        tick();
        journal.begin(START.opId("unicode-ä-\uD83D\uDE80")
                        .target("größer \u2028 \u65E5\u672C")
                        .param("quoted", "\"back\\slash\"\ttab\nline\u0000\u001F")
                        .idempotencyKey("schlüssel-\uD83D\uDD11"))
                .succeeded("\u00E9\uD83D\uDE80");
        journal.begin(START.opId("spaces").param("pad", " ".repeat(600))).succeeded(" ".repeat(300));
        journal.begin(START.opId("too-large")).succeeded("x".repeat(5000));
        journal.begin(START.opId("long-error")).failed("e".repeat(5000));
        journal.begin(START.opId("nothing").target("")).succeeded(null);
        journal.begin(START.opId("in-flight").idempotencyKey("job-in-flight"));
    }

    private static void batch(FileJournal journal, String prefix, int count) {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(JournalEntry.of(prefix + i, "vm.start", OpState.STARTED)
                    .target("x".repeat(10 * i))
                    .build());
        }
        journal.append(entries);
    }

    @Test
    void empty() throws Exception {
        closed(options, journal -> {});
        keep("empty", Files.readAllBytes(path));
    }

    @Test
    void whole() throws Exception {
        closed(options, this::everything);
        keep("closed", Files.readAllBytes(path));
    }

    @Test
    void redacted() throws Exception {
        closed(
                options.withRedact(Set.of("password")),
                journal -> journal.begin(
                                START.opId("secret").param("user", "root").param("password", "hunter2"))
                        .succeeded());
        byte[] bytes = Files.readAllBytes(path);
        assertThat(new String(bytes)).doesNotContain("hunter2");
        keep("redacted", bytes);
    }

    @Test
    void crashedAndReopened() throws Exception {
        byte[] crashed = crashed(journal -> {
            everything(journal);
            batch(journal, "batch-", 11);
        });
        keep("crashed", crashed);
        Files.write(path, crashed);
        keep("reopened", crashed(journal -> {}));
        Files.write(path, crashed);
        keep("reopened-and-continued", crashed(journal -> batch(journal, "later-", 3)));
    }

    @Test
    void torn() throws Exception {
        byte[] bytes = crashed(journal -> {
            everything(journal);
            batch(journal, "torn-", 11);
        });
        JournalBytes journal = new JournalBytes(bytes, List.of());
        int sector = ((int) journal.lastBatch() / SECTOR + 3) * SECTOR;
        assertThat(sector + SECTOR).isLessThan(journal.end());
        Arrays.fill(bytes, sector, sector + SECTOR, (byte) ' ');
        keep("torn", bytes);
    }

    @Test
    void damaged() throws Exception {
        byte[] bytes = crashed(this::everything);
        JournalBytes.LineAt line = new JournalBytes(bytes, List.of()).lines().get(5);
        bytes[line.from() + 12] ^= 1;
        keep("damaged", bytes);
    }

    @Test
    void compacted() throws Exception {
        FileJournalOptions short1 = options.withRetainOperations(Duration.ofHours(1));
        closed(short1, journal -> {
            everything(journal);
            clock.move(Duration.ofHours(2));
            journal.begin(START.opId("recent")).succeeded("kept");
            journal.compact();
        });
        keep("compacted", Files.readAllBytes(path));
        keep("compacted-and-continued", crashed(journal -> batch(journal, "later-", 5)));
    }

    @Test
    void converted() throws Exception {
        Files.write(path, go("daemon-glued"));
        closed(options, journal -> batch(journal, "later-", 2));
        keep("converted", Files.readAllBytes(path));
    }

    @Test
    void proxmoxDialect() throws Exception {
        closed(options.withDialect(Dialect.PROXMOX), this::numbersAlone);
        keep("proxmox", Files.readAllBytes(path));
    }

    /** The dialect has VMs alone for targets. */
    private void numbersAlone(FileJournal journal) {
        Operation start =
                journal.begin(START.opId("start").param("node", "pve1").idempotencyKey("job-1"));
        tick();
        start.taskRunning("UPID:pve1:0001:qmstart:101:root@pam:");
        start.succeeded("running");
        journal.begin(OperationSpec.of("vm.stop").target("999999999").opId("stop"))
                .taskRunning("UPID:pve1:0002:");
    }

    @Test
    void steps() throws Exception {
        closed(options, journal -> {
            Steps provision = Steps.named("vm.provision")
                    .step("clone", step -> step.taskRunning("UPID:clone"))
                    .compensate(step -> {})
                    .step("start", step -> {
                        if (step.target().equals("102")) {
                            throw new OperationFailedException("no memory");
                        }
                    })
                    .idempotent()
                    .onCrash(CrashPolicy.RESUME);
            StepRunner runner = new StepRunner(journal, List.of(provision));
            OperationSpec spec = OperationSpec.of("vm.provision").param("template", "9000");
            runner.run(spec.opId("good").target("101").idempotencyKey("provision-101"));
            tick();
            assertThat(catchThrowable(
                            () -> runner.run(spec.opId("undone").target("102").idempotencyKey("provision-102"))))
                    .isNotNull();
        });
        keep("steps", Files.readAllBytes(path));
    }

    /** As the daemon left them; it writes nothing new any more. */
    @Test
    void goDaemon() throws Exception {
        Path folder = Files.createDirectories(into.resolveSibling("go-daemon"));
        for (String name : List.of("daemon", "daemon-torn", "daemon-glued")) {
            keep(folder, name, ".jsonl", go(name));
        }
    }

    private static byte[] go(String name) throws IOException {
        try (InputStream file = GoldenWriter.class.getResourceAsStream("/go-daemon/" + name + ".jsonl")) {
            return file.readAllBytes();
        }
    }
}
