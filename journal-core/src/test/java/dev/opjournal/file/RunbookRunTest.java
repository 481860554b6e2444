package dev.opjournal.file;

import static dev.opjournal.Heard.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.opjournal.Heard;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalException;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalStatus;
import dev.opjournal.LogLines;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.Recovery;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.recovery.RecoveryOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each failure of a running journal that docs/runbook.md tells of is provoked, and says what stands there. */
@NotWhileCompacting
class RunbookRunTest {
    @RegisterExtension
    static final Runbook PAGE = Runbook.part("The application runs");

    private static final String FULL = "The disk is full";
    private static final String FAILED = "A write failed";
    private static final String UNREADABLE = "A record cannot be read";
    private static final String COMPACTION = "Compaction, and a file that grows";
    private static final String STUCK = "Operations are stuck";
    private static final String KEYS = "Keys";
    private static final String LISTENERS = "Listeners";

    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");
    private static final int CHUNK = 4096;

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private Path path;
    private FileJournal journal;

    @BeforeEach
    void open() throws IOException {
        path = directory.toRealPath().resolve("operations.journal");
        reopen(JournalBytes.SMALL_CHUNKS);
    }

    private void reopen(FileJournalOptions options) {
        close();
        journal = FileJournal.open(path, options, disk);
    }

    @AfterEach
    void close() {
        if (journal != null) {
            journal.close();
        }
    }

    private Map<String, String> assertThrows(String section, ThrowingCallable call) {
        JournalException thrown = catchThrowableOfType(JournalException.class, call);
        assertThat(thrown).as(section).isNotNull();
        return PAGE.quotes(section, path, thrown.getMessage());
    }

    private Map<String, String> assertLogged(String section, LogLines log, Level level) {
        eventually(() -> assertThat(log.at(level)).isNotEmpty());
        return PAGE.quotes(section, path, log.at(level).get(0));
    }

    private void beginUntilRefused() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(journal.begin(START).entry().isInFlight()).isTrue();
        }
    }

    @Test
    void aTornTail() throws IOException {
        JournalBytes crashed = JournalBytes.crashed(directory, 20, 7);
        close();
        Files.write(path, crashed.cutAt(crashed.end() - 5));
        try (LogLines log = new LogLines(Opening.class)) {
            reopen(JournalBytes.SMALL_CHUNKS);

            Map<String, String> values = assertLogged("A torn tail", log, Level.WARN);
            assertThat(journal.status().cut()).hasToString("[" + values.get("ids") + "]");
            assertThat(path.resolveSibling(values.get("other file"))).isNotEmptyFile();
        }
    }

    @Test
    void aFullDisk() {
        try (LogLines log = new LogLines(BatchWriter.class)) {
            disk.fill(100);
            assertThrows(FULL, this::beginUntilRefused);
            assertLogged(FULL, log, Level.ERROR);

            disk.heal();
            assertLogged(FULL, log, Level.INFO);
            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
        }
        journal.begin(START).succeeded();
    }

    @Test
    void aFullDiskAtTheStart() {
        close();
        disk.fill(100);

        assertThrows(FULL, () -> reopen(JournalBytes.SMALL_CHUNKS));
    }

    @Test
    void aFailedWrite() {
        Recovery recovery = new Recovery(journal, List.of(), RecoveryOptions.defaults());
        try (LogLines log = new LogLines(BatchWriter.class);
                LogLines logOfRecovery = new LogLines(Recovery.class)) {
            disk.failEntries(10);
            assertThat(assertThrows(FAILED, () -> journal.begin(START).succeeded()))
                    .containsEntry("cause", "java.io.IOException: Input/output error");
            assertLogged(FAILED, log, Level.ERROR);

            recovery.start();
            assertLogged(FAILED, logOfRecovery, Level.INFO);
        } finally {
            recovery.close();
        }
        assertThat(catchThrowableOfType(JournalFailedException.class, journal::inFlight))
                .isNotNull();
    }

    /** Alters a byte of the file behind the journal's back. */
    private void alter(String text) throws IOException {
        int at = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).indexOf(text);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            file.write('?');
        }
    }

    private String endedAndAltered() throws IOException {
        var operation = journal.begin(START.param("node", "pve1"));
        operation.succeeded();
        alter("pve1");
        return operation.opId();
    }

    @Test
    void aRecordThatCannotBeRead() throws IOException {
        String opId = endedAndAltered();

        assertThrows(UNREADABLE, () -> journal.history(opId));
        assertThrows(UNREADABLE, journal::compact);
        journal.begin(START).succeeded();
    }

    @Test
    void aCompactionThatFails() throws IOException {
        // Something stands in its way that is not the journal's.
        Files.createFile(Files.createDirectory(Compaction.fileBeside(path)).resolve("inner"));

        assertThrows(COMPACTION, journal::compact);
        journal.begin(START).succeeded();
    }

    @Test
    void aCompactionByItselfThatFindsNoRoom() {
        SettableClock clock = new SettableClock();
        reopen(FileJournalOptions.defaults()
                .withPreallocateBytes(1 << 20)
                .withCompactAtBytes(CHUNK)
                .withClock(clock)
                .withRetainOperations(Duration.ZERO));
        disk.fill(100);
        try (LogLines log = new LogLines(Compaction.class)) {
            for (int i = 0; i < 40; i++) {
                journal.begin(START).succeeded();
                clock.move(Duration.ofSeconds(2));
            }

            String message = assertLogged(COMPACTION, log, Level.WARN).get("message");
            PAGE.quotes(FULL, path, message);
        }
    }

    private static RecoveryHandler answering(RecoveryDecision decision) {
        return RecoveryHandler.forKind("vm.start", operation -> decision);
    }

    private void recover(int attempts, RecoveryHandler... handlers) {
        Duration soon = Duration.ofMillis(1);
        try (LogLines log = new LogLines(Recovery.class);
                Recovery recovery = new Recovery(
                        journal,
                        List.of(handlers),
                        new RecoveryOptions(attempts, soon, soon, Duration.ofHours(1), 1))) {
            recovery.start();
            assertThat(recovery.awaitFirstPass(Duration.ofSeconds(20))).isTrue();
            eventually(() -> assertThat(log.at(Level.WARN)).hasSize(1));
            PAGE.quotes(STUCK, path, log.at(Level.WARN).get(0));
            eventually(() -> assertThat(log.at(Level.INFO)).isNotEmpty());
            log.at(Level.INFO).forEach(line -> PAGE.quotes(STUCK, path, line));
        }
    }

    @Test
    void operationsThatRecoveryDoesNotSettle() {
        journal.begin(START).release("no answer came");

        recover(2, answering(RecoveryDecision.unknown("no route to the cluster")));
        recover(1);
    }

    @Test
    void keysThatAreTaken() {
        OperationSpec spec = START.idempotencyKey("job-1");
        String opId = journal.begin(spec).opId();

        assertThat(assertThrows(KEYS, () -> journal.begin(spec).succeeded())).containsEntry("id", opId);
        assertThat(assertThrows(KEYS, () -> journal.begin(spec.target("102")).succeeded()))
                .containsEntry("id", opId)
                .containsEntry("key", "job-1");
    }

    @Test
    void aListenerThatIsTooSlow() {
        // So many operations in flight want more room than small chunks are made for.
        reopen(FileJournalOptions.defaults());
        Gate gate = new Gate();
        try (LogLines log = new LogLines(Hearing.class);
                LogLines logOfTheEnd = new LogLines(Listeners.class)) {
            journal.addListener(new Heard(event -> gate.pass()));
            journal.begin(START).succeeded();
            gate.awaitReached();
            for (int from = 0; log.at(Level.WARN).isEmpty(); from += EntryChecks.MOST_ENTRIES) {
                journal.append(IntStream.range(from, from + EntryChecks.MOST_ENTRIES)
                        .mapToObj(i -> JournalEntry.of("op-" + i, "vm.start", OpState.STARTED)
                                .build())
                        .toList());
            }
            assertThat(assertLogged(LISTENERS, log, Level.WARN)).containsEntry("class", Heard.class.getName());

            journal.close();
            assertLogged(LISTENERS, logOfTheEnd, Level.WARN);
        } finally {
            gate.open();
        }
    }

    @Test
    void aListenerThatThrows() {
        try (LogLines log = new LogLines(Hearing.class)) {
            journal.addListener(new Heard(event -> {
                throw new IllegalStateException("no connection");
            }));
            journal.begin(START).succeeded();

            assertLogged(LISTENERS, log, Level.ERROR);
        }
    }

    @Test
    void aClosedJournal() {
        journal.close();

        assertThrows("Closed", () -> journal.begin(START).succeeded());
    }
}
