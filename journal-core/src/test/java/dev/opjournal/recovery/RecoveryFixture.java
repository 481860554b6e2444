package dev.opjournal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.LogLines;
import dev.opjournal.OpState;
import dev.opjournal.OperationSpec;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.file.Journals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal in a real file, operations that were cut off, and a recovery over them. */
abstract class RecoveryFixture {
    static final Duration LONG = Duration.ofSeconds(20);

    /** Three attempts, and everything again after a few milliseconds. */
    static final RecoveryOptions FAST =
            new RecoveryOptions(3, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(5), 4);

    /** Nothing is asked about twice within a test. */
    static final RecoveryOptions ONCE =
            new RecoveryOptions(3, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 4);

    static final OperationSpec START = OperationSpec.of("vm.start");
    static final OperationSpec STOP = OperationSpec.of("vm.stop");
    static final OperationSpec BACKUP = OperationSpec.of("vm.backup");
    static final OperationSpec METRONOME = OperationSpec.of("metronome");

    @TempDir
    Path directory;

    Journal journal;
    Recovery recovery;
    final LogLines log = new LogLines(Recovery.class);

    @BeforeEach
    void openJournal() {
        journal = Journals.open(
                directory.resolve("ops.journal"), FileJournalOptions.defaults().withPreallocateBytes(1 << 16));
    }

    @AfterEach
    void closeAll() {
        if (recovery != null) {
            recovery.close();
        }
        journal.close();
        log.close();
    }

    /** Begins an operation that nobody will end. */
    String begun(OperationSpec spec) {
        return journal.begin(spec).opId();
    }

    /** What was begun is interrupted from now on, as after a crash. */
    void restart() {
        journal.close();
        openJournal();
    }

    /** Begins one operation and cuts it off. */
    String cutOff(OperationSpec spec) {
        String opId = begun(spec);
        restart();
        return opId;
    }

    /** Begins an operation of this opening and gives it up. */
    String released(OperationSpec spec) {
        var operation = journal.begin(spec);
        operation.release("no answer came");
        return operation.opId();
    }

    void recover(RecoveryHandler... handlers) {
        recover(FAST, handlers);
    }

    void recover(RecoveryOptions options, RecoveryHandler... handlers) {
        recovery = new Recovery(journal, List.of(handlers), options);
        recovery.start();
    }

    void awaitFirstPass() {
        assertThat(recovery.awaitFirstPass(LONG)).isTrue();
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).untilAsserted(assertion);
    }

    /** The handler of {@link #METRONOME}: it is asked again and again, by which others can tell that time goes by. */
    static ScriptedHandler metronome() {
        return ScriptedHandler.answering("metronome", RecoveryDecision.stillRunning());
    }

    /** By then whatever else was to be asked again was asked again. */
    static void awaitBeats(ScriptedHandler metronome) {
        int before = metronome.asked.size();
        eventually(() -> assertThat(metronome.asked).hasSizeGreaterThan(before + 10));
    }

    JournalEntry latest(String opId) {
        return journal.latest(opId).orElseThrow();
    }

    OpState state(String opId) {
        return latest(opId).state();
    }

    void eventuallyIs(OpState state, String opId) {
        eventually(() -> assertThat(state(opId)).isEqualTo(state));
    }

    /** The report, once recovery has come to this; state and counts in the order of the record. */
    void eventuallyReports(
            RecoveryReport.State state, long recovered, long failed, long stillRunning, long givenUp, long orphans) {
        var expected = new RecoveryReport(state, recovered, failed, stillRunning, givenUp, orphans);
        eventually(() -> assertThat(recovery.report()).isEqualTo(expected));
    }

    /** As above, with the first pass over. */
    void eventuallyReports(long recovered, long failed, long stillRunning, long givenUp, long orphans) {
        eventuallyReports(RecoveryReport.State.COMPLETED, recovered, failed, stillRunning, givenUp, orphans);
    }
}
