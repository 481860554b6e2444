package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.CompactionReport;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a compaction keeps and drops, and that a journal is the same behind it, but for what it dropped. */
class CompactionTest {
    private static final OperationSpec START =
            OperationSpec.of("vm.start").target("101").param("node", "pve1");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private FileJournalOptions options = FileJournalOptions.defaults()
            .withClock(clock)
            .withRetainOperations(HOUR)
            .withCompactAtBytes(Long.MAX_VALUE);
    private Path path;
    private FileJournal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = FileJournal.open(path, options);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void reopen() {
        journal.close();
        open();
    }

    private Operation ended(OperationSpec spec) {
        Operation operation = journal.begin(spec);
        operation.taskRunning("UPID:pve1:1");
        operation.succeeded(Map.of("took", 3));
        return operation;
    }

    @Test
    void anEndedOperationIsDroppedAfterItsRetention() {
        Operation old = ended(START);
        Operation failed = journal.begin(START.idempotencyKey("job-1"));
        failed.failed("no such node");
        clock.move(HOUR.plusSeconds(1));
        Operation young = ended(START);

        CompactionReport report = journal.compact();

        assertThat(report.operationsDropped()).isEqualTo(2);
        assertThat(report.keysDropped()).isZero();
        assertThat(report.bytesAfter())
                .isLessThan(report.bytesBefore())
                .isEqualTo(journal.status().sizeBytes());
        assertThat(journal.latest(old.opId())).isEmpty();
        assertThat(journal.history(failed.opId())).isEmpty();
        assertThat(journal.history(young.opId()))
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.TASK_RUNNING, OpState.SUCCEEDED);
        assertThat(journal.status().counts())
                .isEqualTo(Map.of(
                        OpState.STARTED, 0L,
                        OpState.TASK_RUNNING, 0L,
                        OpState.SUCCEEDED, 1L,
                        OpState.FAILED, 0L));
        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
    }

    @Test
    void anOperationIsKeptUntilItsRetentionHasPassedByWholeSeconds() {
        Operation ended = ended(START);
        clock.move(HOUR.plusMillis(499));

        assertThat(journal.compact().operationsDropped()).isZero();

        clock.move(Duration.ofMillis(501));
        assertThat(journal.compact().operationsDropped()).isEqualTo(1);
        assertThat(journal.latest(ended.opId())).isEmpty();
    }

    @Test
    void whatIsInFlightIsKeptWithAllItsEntriesHoweverOldItIs() {
        Operation started = journal.begin(START);
        Operation running = journal.begin(START.idempotencyKey("job-1"));
        running.taskRunning("UPID:1");
        running.taskRunning("UPID:2");
        Operation released = journal.begin(START);
        released.release("no answer");
        clock.move(Duration.ofDays(3650));

        journal.compact();

        assertThat(journal.inFlight())
                .extracting(JournalEntry::opId)
                .containsExactly(started.opId(), running.opId(), released.opId());
        assertThat(journal.interrupted()).extracting(JournalEntry::opId).containsExactly(released.opId());
        assertThat(journal.history(running.opId()))
                .extracting(entry -> entry.task().orElse("none"))
                .containsExactly("none", "UPID:1", "UPID:2");
        running.succeeded();
        started.failed("gave up");
        assertThat(journal.alreadyApplied("job-1")).isTrue();
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly(released.opId());
    }

    @Test
    void aKeyThatTookEffectIsKeptForEverWithTheEntryWithWhichItDid() {
        Operation applied = ended(START.idempotencyKey("job-1"));
        Operation failed = journal.begin(START.idempotencyKey("job-2"));
        failed.failed("no such node");
        clock.move(Duration.ofDays(3650));

        CompactionReport report = journal.compact();

        assertThat(report.operationsDropped()).isEqualTo(1);
        for (int opening = 0; opening < 2; opening++) {
            assertThat(journal.alreadyApplied("job-1")).isTrue();
            assertThat(journal.alreadyApplied("job-2")).isFalse();
            assertThat(journal.history(applied.opId()))
                    .extracting(JournalEntry::state)
                    .containsExactly(OpState.SUCCEEDED);
            assertThatExceptionOfType(AlreadyAppliedException.class)
                    .isThrownBy(
                            () -> journal.begin(START.idempotencyKey("job-1")).succeeded())
                    .satisfies(replay -> assertThat(replay.entry().result()).contains("{\"took\":3}"));
            reopen();
        }
    }

    @Test
    void aKeyHasARetentionOfItsOwn() {
        options = options.withRetainKeys(HOUR.multipliedBy(2));
        reopen();
        ended(START.idempotencyKey("job-1"));
        clock.move(HOUR.plusSeconds(1));

        assertThat(journal.compact())
                .extracting("operationsDropped", "keysDropped")
                .containsExactly(0L, 0L);
        assertThat(journal.alreadyApplied("job-1")).isTrue();

        clock.move(HOUR);
        assertThat(journal.compact())
                .extracting("operationsDropped", "keysDropped")
                .containsExactly(1L, 1L);
        assertThat(journal.alreadyApplied("job-1")).isFalse();
        journal.begin(START.idempotencyKey("job-1")).succeeded();
        assertThat(journal.alreadyApplied("job-1")).isTrue();
    }

    @Test
    void aKeyIsKnownAsLongAsItsOperationIsKept() {
        options = options.withRetainKeys(Duration.ZERO).withRetainOperations(null);
        reopen();
        ended(START.idempotencyKey("job-1"));
        clock.move(Duration.ofDays(3650));

        journal.compact();

        assertThat(journal.alreadyApplied("job-1")).isTrue();
        reopen();
        assertThat(journal.alreadyApplied("job-1")).isTrue();
    }

    @Test
    void aClockThatRunsBackwardsDropsNothing() {
        Operation ended = ended(START);
        clock.move(Duration.ofDays(-3650));

        assertThat(journal.compact().operationsDropped()).isZero();

        assertThat(journal.history(ended.opId())).hasSize(3);
    }

    @Test
    void aRetentionThatIsLongerThanTimeDropsNothing() {
        options = options.withRetainOperations(Duration.ofSeconds(Long.MAX_VALUE));
        reopen();
        ended(START);
        clock.move(Duration.ofDays(3650));

        assertThat(journal.compact().operationsDropped()).isZero();
    }

    @Test
    void whatAClockRecordsThatIsWrongByACenturyIsKeptForItsRetention() {
        options = options.withRetainKeys(HOUR);
        reopen();
        clock.move(Duration.ofDays(36500));
        Operation ended = ended(START.idempotencyKey("job-1"));

        assertThat(journal.compact())
                .extracting("operationsDropped", "keysDropped")
                .containsExactly(0L, 0L);

        assertThat(journal.history(ended.opId())).hasSize(3);
        assertThat(journal.alreadyApplied("job-1")).isTrue();
    }

    @Test
    void theNewestEntryKeepsItsNumberAndTheOthersFollowEachOther() throws IOException {
        Operation inFlight = journal.begin(START);
        List<Operation> dropped = List.of(ended(START), ended(START));
        clock.move(HOUR.plusSeconds(1));
        Operation newest = ended(START);
        long number = newest.entry().recordNumber();

        journal.compact();

        assertThat(dropped)
                .allSatisfy(operation ->
                        assertThat(journal.latest(operation.opId())).isEmpty());
        assertThat(journal.latest(newest.opId())).contains(newest.entry());
        assertThat(journal.latest(inFlight.opId()))
                .hasValueSatisfying(entry -> assertThat(entry.recordNumber()).isEqualTo(number - 3));
        assertThat(inFlight.entry().recordNumber()).as("as it was written").isEqualTo(1);
        List<JournalEntry> before = journal.inFlight();
        assertThat(journal.history(inFlight.opId())).isEqualTo(before);
        reopen();
        assertThat(journal.inFlight()).isEqualTo(before);
        assertThat(journal.begin(START).entry().recordNumber()).isEqualTo(number + 1);
        assertNumbersFollow();
    }

    private void assertNumbersFollow() throws IOException {
        long before = -1;
        for (String line :
                Files.readString(path).lines().filter(l -> !l.isBlank()).toList()) {
            long number = Long.parseLong(line.replaceAll(".*,\"n\":([0-9]+),\"d\":.*", "$1"));
            assertThat(number).as(line).isEqualTo(before < 0 ? number : before + 1);
            before = number;
        }
    }

    @Test
    void aJournalThatHoldsNothingMoreGoesOn() {
        long number = ended(START).entry().recordNumber();
        clock.move(HOUR.plusSeconds(1));

        journal.compact();
        journal.compact();

        assertThat(journal.status().counts().values()).containsOnly(0L);
        reopen();
        assertThat(journal.begin(START).entry().recordNumber()).isEqualTo(number + 1);
    }

    @Test
    void theJournalIsTheSameBehindIt() {
        List<Operation> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            OperationSpec spec = START.param("i", "ä€😀 " + i + " \"\\\n" + " ".repeat(300));
            Operation operation = journal.begin(i % 2 == 0 ? spec : spec.idempotencyKey("job-" + i));
            if (i % 3 > 0) {
                operation.taskRunning("UPID:" + i);
            }
            if (i % 5 == 1) {
                operation.succeeded(List.of(i, "x"));
            } else if (i % 5 == 2) {
                operation.failed("error " + i);
            }
            all.add(operation);
        }
        List<List<JournalEntry>> before =
                all.stream().map(operation -> journal.history(operation.opId())).toList();
        List<JournalEntry> inFlight = journal.inFlight();

        for (int opening = 0; opening < 3; opening++) {
            journal.compact();
            assertThat(all.stream().map(operation -> journal.history(operation.opId())))
                    .as("nothing is dropped, so that no number changes")
                    .containsExactlyElementsOf(before);
            assertThat(journal.inFlight()).isEqualTo(inFlight);
            reopen();
        }
    }

    @Test
    void theFileIsALineOfJsonForEachEntryAndAHeader() throws IOException {
        ended(START);
        journal.compact();
        journal.begin(START).failed("no");
        journal.close();

        List<String> lines = Files.readString(path).lines().toList();
        assertThat(lines).hasSize(1 + 3 + 2 + 1);
        assertThat(lines.get(0)).startsWith("{\"op_id\":\"opjournal:header\",").containsPattern("\"base\": +[0-9]+,");
        assertThat(lines.subList(1, 4)).allSatisfy(line -> assertThat(line).contains(",\"d\":0,"));
        assertThat(lines.get(4)).doesNotContain(",\"d\":0,");
        JournalText text = JournalText.read(path);
        assertThat(text.records()).hasSize(5);
        assertThat(text.inFlight()).isEmpty();
        open();
    }

    @Test
    void theDialectStays() throws IOException {
        options = options.withDialect(Dialect.PROXMOX);
        reopen();
        ended(START);

        journal.compact();

        assertThat(Files.readString(path)).contains("\"vmid\":101,").contains("\"upid\":\"UPID:pve1:1\"");
    }

    @Test
    void afterTheCloseNothingIsCompacted() {
        journal.close();

        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(journal::compact);

        open();
    }

    @Test
    void whatACompactionLeftThatWasCutOffIsDeleted() throws IOException {
        Operation ended = ended(START);
        journal.close();
        Files.writeString(Compaction.fileBeside(path), "half a file");

        open();

        assertThat(Files.exists(Compaction.fileBeside(path))).isFalse();
        assertThat(journal.history(ended.opId())).hasSize(3);
    }

    @Test
    void roomForTheEndsOfWhatIsInFlightIsKeptInTheNewFileToo() {
        options = options.withPreallocateBytes(4096);
        journal.close();
        FaultyDisk disk = new FaultyDisk();
        journal = FileJournal.open(path, options, disk);
        List<Operation> inFlight = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            inFlight.add(journal.begin(START));
        }

        journal.compact();
        disk.fill(0);

        inFlight.forEach(operation -> operation.taskRunning("UPID:pve1:1"));
        inFlight.forEach(operation -> operation.failed("no such node"));
        assertThat(journal.inFlight()).isEmpty();
    }

    @Test
    void anInterruptNeitherEndsItNorIsLost() {
        ended(START);
        Thread.currentThread().interrupt();

        journal.compact();

        assertThat(Thread.interrupted()).isTrue();
        journal.begin(START).succeeded();
    }

    @Test
    void itRunsByItselfSoThatTheFileStaysBounded() throws IOException {
        options = options.withCompactAtBytes(20_000).withPreallocateBytes(4096).withRetainOperations(Duration.ZERO);
        reopen();
        Operation inFlight = journal.begin(START.idempotencyKey("kept"));
        long most = 0;
        for (int i = 0; i < 3_000; i++) {
            ended(START);
            clock.move(Duration.ofSeconds(1));
            most = Math.max(most, Files.size(path));
        }

        assertThat(most).as("2 MB went through it").isLessThan(1_000_000);
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly(inFlight.opId());
        reopen();
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly(inFlight.opId());
    }

    @Test
    void byItselfItLeavesAJournalAloneFromWhichLittleWouldGo() throws IOException {
        options = options.withCompactAtBytes(8192).withPreallocateBytes(4096);
        reopen();
        for (int i = 0; i < 500; i++) {
            ended(START);
        }
        Journal same = journal;

        same.close();

        assertThat(Files.readString(path)).as("never rewritten").doesNotContain("\"base\": ");
        open();
    }
}
