package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalStatus;
import dev.opjournal.KeyInFlightException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt neither ends a call nor harms the journal, and the interrupted thread keeps its flag. */
class InterruptTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    @TempDir
    Path directory;

    private final HookedDisk disk = new HookedDisk();
    private Path path;
    private Journal journal;

    @BeforeEach
    void open() {
        path = directory.resolve("ops.journal");
        journal = openAt(path);
    }

    @AfterEach
    void close() {
        assertThat(Thread.interrupted()).as("left behind").isFalse();
        disk.letGo();
        journal.close();
    }

    private Journal openAt(Path file) {
        return Journals.open(file, FileJournalOptions.defaults(), disk);
    }

    private void reopen() {
        journal.close();
        journal = openAt(path);
    }

    /** Makes the call with the flag set, and takes the flag back after it. */
    private static <T> T interrupted(Callable<T> call) throws Exception {
        Thread.currentThread().interrupt();
        boolean kept;
        T answer;
        try {
            answer = call.call();
        } finally {
            kept = Thread.interrupted();
        }
        assertThat(kept).as("the flag").isTrue();
        return answer;
    }

    private static void interrupted(Runnable call) throws Exception {
        interrupted(() -> {
            call.run();
            return null;
        });
    }

    @Test
    void aCallerWithItsFlagSetRecordsDurablyAndKeepsIt() throws Exception {
        Operation start = interrupted(() -> journal.begin(START.opId("op").idempotencyKey("key")));
        interrupted(() -> start.taskRunning("UPID:1"));
        interrupted(() -> start.succeeded("done"));
        Operation released = interrupted(() -> journal.begin(START.opId("released")));
        interrupted(() -> released.release("no answer"));
        interrupted(() -> journal.takeOver("released", taken -> taken.failed("it did not happen")));
        interrupted(() -> journal.append(
                List.of(JournalEntry.of("raw", "vm.start", OpState.STARTED).build())));
        interrupted(() -> journal.execute(START.opId("executed"), op -> "done"));
        reopen();

        assertThat(List.of("op", "released", "raw", "executed"))
                .extracting(opId -> journal.latest(opId).orElseThrow().state())
                .containsExactly(OpState.SUCCEEDED, OpState.FAILED, OpState.STARTED, OpState.SUCCEEDED);
    }

    @Test
    void aReaderWithItsFlagSetReadsAndKeepsIt() throws Exception {
        Operation start = journal.begin(START.opId("op").idempotencyKey("key"));
        start.succeeded();

        assertThat(interrupted(() -> journal.latest("op"))).contains(start.entry());
        assertThat(interrupted(() -> journal.history("op"))).hasSize(2);
        assertThat(interrupted(journal::inFlight)).isEmpty();
        assertThat(interrupted(() -> journal.alreadyApplied("key"))).isTrue();
        assertThat(interrupted(() -> journal.status()).state()).isEqualTo(JournalStatus.State.OPEN);
        assertThat(journal.history("op")).hasSize(2);
    }

    @Test
    @NotWhileCompacting
    void aCallerThatIsInterruptedWhileItWritesRecordsDurablyAndKeepsItsFlag() throws Exception {
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Operation> writing = Caller.start(() -> journal.begin(START.opId("op")));
        gate.awaitReached();

        writing.interrupt();
        gate.open();

        assertThat(writing.answer().entry().recordNumber()).isEqualTo(1);
        assertThat(writing.hadItsFlagAfterwards()).isTrue();
        journal.begin(START.opId("next")).succeeded();
        reopen();
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly("op");
    }

    @Test
    @NotWhileCompacting
    void aCallerThatIsInterruptedWhileItWaitsForItsBatchRecordsDurablyAndKeepsItsFlag() throws Exception {
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Operation> writing = Caller.start(() -> journal.begin(START.opId("first")));
        gate.awaitReached();
        Caller<Operation> waiting =
                Caller.start(() -> journal.begin(START.opId("second"))).awaitParkedIn(GroupCommit.class);

        for (int i = 0; i < 3; i++) {
            waiting.interruptWhileParkedIn(GroupCommit.class);
        }
        gate.open();

        assertThat(waiting.answer().entry().recordNumber()).isEqualTo(2);
        assertThat(waiting.hadItsFlagAfterwards()).isTrue();
        writing.answer();
        assertThat(writing.hadItsFlagAfterwards()).isFalse();
        reopen();
        assertThat(journal.inFlight()).extracting(JournalEntry::opId).containsExactly("first", "second");
    }

    @Test
    @NotWhileCompacting
    void aCallerThatIsInterruptedWhileItWaitsForAKeyLearnsItsFateAndKeepsItsFlag() throws Exception {
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        OperationSpec keyed = START.idempotencyKey("key");
        Caller<Operation> first = Caller.start(() -> journal.begin(keyed));
        gate.awaitReached();
        Caller<Operation> second = Caller.start(() -> journal.begin(keyed)).awaitParkedIn(Pending.class);

        for (int i = 0; i < 3; i++) {
            second.interruptWhileParkedIn(Pending.class);
        }
        gate.open();

        assertThat(second.refusal(KeyInFlightException.class).opId())
                .isEqualTo(first.answer().opId());
        assertThat(second.hadItsFlagAfterwards()).isTrue();
    }

    @Test
    void openingWithTheFlagSetWorksAndKeepsIt() throws Exception {
        journal.begin(START.opId("op").idempotencyKey("key")).succeeded();
        byte[] crashed = Files.readAllBytes(path);
        Path left = Files.write(directory.resolve("left.journal"), crashed);
        Path fresh = directory.resolve("fresh.journal");

        for (Path file : List.of(left, fresh)) {
            try (Journal opened = interrupted(() -> openAt(file))) {
                Operation more = opened.begin(START.opId("more"));
                more.succeeded();
                assertThat(opened.history("more")).hasSize(2);
                assertThat(opened.alreadyApplied("key")).isEqualTo(file.equals(left));
            }
        }
    }

    @Test
    @NotWhileCompacting
    void anInterruptDuringTheOpeningIsKeptForLater() throws Exception {
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Journal> opening = Caller.start(() -> openAt(directory.resolve("fresh.journal")));
        gate.awaitReached();
        opening.awaitParkedIn(Uninterrupted.class);

        for (int i = 0; i < 3; i++) {
            opening.interruptWhileParkedIn(Uninterrupted.class);
        }
        gate.open();

        try (Journal opened = opening.answer()) {
            assertThat(opening.hadItsFlagAfterwards()).isTrue();
            opened.begin(START).succeeded();
        }
    }

    @Test
    @NotWhileCompacting
    void closingWithTheFlagSetClosesCleanlyAndKeepsIt() throws Exception {
        Operation start = journal.begin(START);

        interrupted(journal::close);

        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
        assertThat(lastLine())
                .as("the witness of the last batch, without space behind it")
                .contains("\"" + LineFormat.OWN_ID + LineFormat.CLOSED + "\"");
        reopen();
        assertThat(journal.interrupted()).containsExactly(start.entry());
    }

    private String lastLine() throws IOException {
        String text = Files.readString(path);
        assertThat(text).endsWith("}\n");
        return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    }

    @Test
    void aStormOfInterruptsLosesNothing() throws Exception {
        int threads = 8;
        int appends = 2_000;
        List<Caller<List<String>>> callers = IntStream.range(0, threads)
                .mapToObj(thread -> Caller.start(() -> append(thread, appends)))
                .toList();
        while (callers.stream().anyMatch(Caller::isUnderWay)) {
            callers.forEach(Caller::interrupt);
            LockSupport.parkNanos(20_000); // leaves a core to those who are interrupted
        }
        List<String> acknowledged = new ArrayList<>();
        for (Caller<List<String>> caller : callers) {
            acknowledged.addAll(caller.answer());
        }

        assertThat(callers).allMatch(Caller::hadItsFlagAfterwards);
        assertThat(acknowledged).hasSize(threads * appends);
        reopen();
        assertThat(journal.inFlight())
                .extracting(JournalEntry::opId)
                .hasSize(threads * appends)
                .containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    private List<String> append(int thread, int appends) {
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < appends; i++) {
            JournalEntry entry = JournalEntry.of(thread + "-" + i, "vm.start", OpState.STARTED)
                    .build();
            acknowledged.add(journal.append(List.of(entry)).get(0).opId());
        }
        return acknowledged;
    }
}
