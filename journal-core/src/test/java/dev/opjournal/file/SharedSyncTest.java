package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalStatus;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers at once share one write and one sync, and nobody sees an entry before its write has returned. */
@NotWhileCompacting
class SharedSyncTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    /** Where a write is held. In both an entry is not known to be durable. */
    enum Moment {
        BEFORE_THE_BYTES_ARE_WRITTEN(HookedDisk::holdBeforeTheBytesAreWritten),
        BEFORE_THE_WRITE_RETURNS(HookedDisk::holdBeforeTheWriteReturns);

        private final Function<HookedDisk, Gate> hold;

        Moment(Function<HookedDisk, Gate> hold) {
            this.hold = hold;
        }

        Gate hold(HookedDisk disk) {
            return hold.apply(disk);
        }
    }

    @TempDir
    Path directory;

    private final HookedDisk disk = new HookedDisk();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk);
        disk.forget();
    }

    @AfterEach
    void close() {
        disk.letGo();
        journal.close();
    }

    private Caller<Operation> begin(OperationSpec spec) {
        return Caller.start(() -> journal.begin(spec));
    }

    @ParameterizedTest
    @EnumSource
    void appendsThatJoinDuringAWriteShareTheNextOne(Moment moment) throws Exception {
        Gate gate = moment.hold(disk);
        Caller<Operation> first = begin(START.opId("first"));
        gate.awaitReached();
        List<Caller<Operation>> others = IntStream.range(0, 40)
                .mapToObj(i -> begin(START.opId("other-" + i)).awaitParkedIn(GroupCommit.class))
                .toList();

        gate.open();

        assertThat(first.answer().entry().recordNumber()).isEqualTo(1);
        List<JournalEntry> shared = new ArrayList<>();
        for (Caller<Operation> other : others) {
            shared.add(other.answer().entry());
        }
        assertThat(shared)
                .extracting(JournalEntry::recordNumber)
                .as("in the order in which they joined")
                .isEqualTo(IntStream.range(0, 40).mapToObj(i -> 2L + i).toList());
        List<HookedDisk.Write> writes = disk.writesOfLines();
        assertThat(writes).hasSize(2);
        assertThat(writes.get(0).lines()).singleElement().asString().contains("\"first\"");
        assertThat(writes.get(1).lines()).hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(writes.get(1).lines().get(i)).contains("\"other-" + i + "\"");
        }
    }

    @Test
    void anAppendAloneIsOneWriteThatNobodyElseWaitsFor() {
        Operation start = journal.begin(START);
        start.taskRunning("UPID:1");
        start.succeeded();

        assertThat(disk.writesOfLines())
                .hasSize(3)
                .allSatisfy(write -> assertThat(write.lines()).hasSize(1));
    }

    @Test
    void severalEntriesOfOneAppendAreOneWriteInTheirOrder() {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            entries.add(JournalEntry.of("op-" + i, "vm.start", OpState.STARTED).build());
        }
        entries.add(JournalEntry.of("op-7", "vm.start", OpState.SUCCEEDED).build());

        List<JournalEntry> written = journal.append(entries);

        assertThat(disk.writesOfLines()).hasSize(1);
        List<String> lines = disk.writesOfLines().get(0).lines();
        assertThat(lines).hasSize(31);
        for (int i = 0; i < 31; i++) {
            JournalEntry entry = written.get(i);
            assertThat(entry.opId()).isEqualTo(entries.get(i).opId());
            assertThat(entry.recordNumber()).isEqualTo(i + 1);
            assertThat(lines.get(i)).contains("\"" + entry.opId() + "\"", "\"n\":" + (i + 1) + ",");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodySeesABeginBeforeItsWriteHasReturned(Moment moment) throws Exception {
        JournalStatus before = journal.status();
        Gate gate = moment.hold(disk);
        Caller<Operation> beginning = begin(START.opId("op").idempotencyKey("key"));
        gate.awaitReached();

        assertThat(journal.latest("op")).isEmpty();
        assertThat(journal.history("op")).isEmpty();
        assertThat(journal.inFlight()).isEmpty();
        assertThat(journal.interrupted()).isEmpty();
        assertThat(journal.takeOver("op", taken -> {})).isFalse();
        assertThat(journal.status()).isEqualTo(before);

        gate.open();
        JournalEntry begun = beginning.answer().entry();
        assertThat(journal.latest("op")).contains(begun);
        assertThat(journal.history("op")).containsExactly(begun);
        assertThat(journal.inFlight()).containsExactly(begun);
        assertThat(journal.status().counts()).containsEntry(OpState.STARTED, 1L);
        assertThat(journal.status().sizeBytes()).isGreaterThan(before.sizeBytes());
    }

    @ParameterizedTest
    @EnumSource
    void nobodySeesAnOutcomeBeforeItsWriteHasReturned(Moment moment) throws Exception {
        OperationSpec keyed = START.opId("op").idempotencyKey("key");
        Operation start = journal.begin(keyed);
        JournalEntry begun = start.entry();
        JournalStatus before = journal.status();
        Gate gate = moment.hold(disk);
        Caller<Void> ending = Caller.start(() -> {
            start.succeeded("done");
            return null;
        });
        gate.awaitReached();
        Caller<Operation> again = begin(keyed.opId("again")).awaitParkedIn(Pending.class);

        assertThat(start.entry()).isEqualTo(begun);
        assertThat(journal.latest("op")).contains(begun);
        assertThat(journal.history("op")).containsExactly(begun);
        assertThat(journal.inFlight()).containsExactly(begun);
        assertThat(journal.alreadyApplied("key")).isFalse();
        assertThat(journal.status()).isEqualTo(before);
        assertThat(again.isUnderWay()).as("whoever wants the key waits").isTrue();

        gate.open();
        ending.answer();
        JournalEntry ended = start.entry();
        assertThat(ended.state()).isEqualTo(OpState.SUCCEEDED);
        assertThat(again.refusal(AlreadyAppliedException.class).entry()).isEqualTo(ended);
        assertThat(journal.latest("op")).contains(ended);
        assertThat(journal.history("op")).containsExactly(begun, ended);
        assertThat(journal.inFlight()).isEmpty();
        assertThat(journal.alreadyApplied("key")).isTrue();
        assertThat(journal.status().appliedKeys()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverWantsAKeyThatIsBeingClaimedWaitsForTheFateOfTheClaim(Moment moment) throws Exception {
        Gate gate = moment.hold(disk);
        Caller<Operation> first = begin(START.idempotencyKey("key"));
        gate.awaitReached();
        Caller<Operation> second = begin(START.idempotencyKey("key")).awaitParkedIn(Pending.class);

        gate.open();

        KeyInFlightException taken = second.refusal(KeyInFlightException.class);
        assertThat(taken.opId()).isEqualTo(first.answer().opId());
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseIsNotTakenOverBeforeItsWriteHasReturned(Moment moment) throws Exception {
        Operation start = journal.begin(START.opId("op"));
        Gate gate = moment.hold(disk);
        Caller<Void> releasing = Caller.start(() -> {
            start.release("no answer");
            return null;
        });
        gate.awaitReached();

        assertThat(journal.interrupted()).isEmpty();
        assertThat(journal.takeOver("op", taken -> {})).isFalse();

        gate.open();
        releasing.answer();
        assertThat(journal.interrupted()).containsExactly(start.entry());
        assertThat(journal.takeOver("op", taken -> {})).isTrue();
    }

    @Test
    void anAppendWhoseWriteFailsDuringTheCloseIsNotToldThatNothingWasWritten() throws Exception {
        Gate gate = new Gate();
        disk.behindEachWrite(write -> {
            gate.pass();
            throw new IOException("Input/output error");
        });
        Caller<Operation> begun = begin(START);
        gate.awaitReached();
        Caller<String> closing = Caller.start(() -> {
                    journal.close();
                    return "closed";
                })
                .awaitParkedIn(GroupCommit.class);

        gate.open();

        assertThat(begun.refusal(JournalFailedException.class)).hasMessageContaining("Input/output error");
        assertThat(closing.answer()).isEqualTo("closed");
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
    }

    /** What is thrown when memory has run out, and still is when somebody wants to say so. */
    private static final class NoMemory extends OutOfMemoryError {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new OutOfMemoryError("no memory for the text");
        }
    }

    @Test
    void nobodyWaitsForEverIfMemoryRunsOutAlsoWhileTheFailureIsTold() throws Exception {
        Gate gate = new Gate();
        disk.behindEachWrite(write -> {
            gate.pass();
            throw new NoMemory();
        });
        Caller<Operation> leader = begin(START.opId("leader"));
        gate.awaitReached();
        List<Caller<Operation>> others = List.of(
                begin(START.opId("next")).awaitParkedIn(GroupCommit.class),
                begin(START.opId("leader")).awaitParkedIn(Pending.class));

        gate.open();

        for (Caller<Operation> caller : List.of(leader, others.get(0), others.get(1), begin(START.opId("late")))) {
            assertThat(caller.refusal(JournalFailedException.class)).hasMessageContaining("has failed");
        }
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.FAILED);
        assertThat(journal.status().failure()).isNotEmpty();
    }
}
