package dev.opjournal.file;

import static dev.opjournal.Heard.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.opjournal.BatchWritten;
import dev.opjournal.Heard;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalStatus;
import dev.opjournal.LogLines;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.RecoveryOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener that blocks, throws or calls the journal harms nothing but what it hears itself. */
class SlowListenerTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    /** The calls for one append of {@link #appendMany}. */
    private static final int MANY = 1 + EntryChecks.MOST_ENTRIES;

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final Gate gate = new Gate();
    private final Heard blocked = new Heard(event -> gate.pass());
    private final Heard heard = new Heard();
    private final LogLines log = new LogLines(Hearing.class);
    private Journal journal;
    private int begun;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk);
    }

    @AfterEach
    void close() {
        gate.open();
        journal.close();
        log.close();
    }

    private List<JournalEntry> appendMany() {
        int from = begun;
        begun += EntryChecks.MOST_ENTRIES;
        return journal.append(IntStream.range(from, begun)
                .mapToObj(i ->
                        JournalEntry.of("op-" + i, "vm.start", OpState.STARTED).build())
                .toList());
    }

    /** Adds the listener and returns when it is blocked in its first call. */
    private JournalEntry block() {
        journal.addListener(blocked);
        Operation first = journal.begin(START);
        gate.awaitReached();
        return first.entry();
    }

    @Test
    void aBlockedListenerHoldsUpNeitherAnAppendNorAnotherListener() {
        JournalEntry first = block();
        journal.addListener(heard);

        Operation start = journal.begin(START);
        JournalEntry second = start.entry();
        start.succeeded();

        eventually(() -> assertThat(heard.entries()).containsExactly(second, start.entry()));
        assertThat(blocked.events()).isEmpty();
        gate.open();
        eventually(() -> assertThat(blocked.entries()).containsExactly(first, second, start.entry()));
    }

    @Test
    void aBlockedListenerHoldsUpNoCloseForLongAndHearsTheRestLater() {
        JournalEntry first = block();

        try (LogLines warnings = new LogLines(Listeners.class)) {
            journal.close();

            assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
            assertThat(blocked.events()).isEmpty();
            assertThat(warnings.at(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains(directory.toString(), Heard.class.getName());
        }
        gate.open();
        blocked.awaitEnd();
        assertThat(blocked.entries()).containsExactly(first);
    }

    @Test
    void anInterruptedThreadClosesWithoutWaitingForListenersAndKeepsItsFlag() {
        block();
        Thread.currentThread().interrupt();

        journal.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED);
    }

    @Test
    void aBlockedListenerThatIsRemovedHoldsUpNobody() {
        JournalEntry first = block();

        journal.removeListener(blocked);
        journal.begin(START).succeeded();
        journal.close();
        assertThat(blocked.events()).isEmpty();
        gate.open();

        blocked.awaitEnd();
        assertThat(blocked.entries()).containsExactly(first);
    }

    @Test
    void whatDoesNotFitIsCountedAndToldInItsPlace() {
        JournalEntry first = block();
        int fitting = (Hearing.MOST_CALLS - 2) / MANY;
        for (int i = 0; i < fitting; i++) {
            appendMany();
        }
        assertThat(log.at(Level.WARN)).isEmpty();

        appendMany();
        JournalEntry lastThatFits = journal.begin(START).entry();
        appendMany();
        appendMany();
        gate.open();

        eventually(() -> assertThat(blocked.events()).endsWith(new Heard.Missed(2 * MANY)));
        assertThat(blocked.events(Heard.Missed.class))
                .containsExactly(new Heard.Missed(MANY), new Heard.Missed(2 * MANY));
        assertThat(blocked.entries())
                .hasSize(2 + fitting * EntryChecks.MOST_ENTRIES)
                .startsWith(first)
                .endsWith(lastThatFits);
        List<Object> events = blocked.events();
        assertThat(events.indexOf(new Heard.Missed(MANY)))
                .as("between what came before and what came after")
                .isEqualTo(events.size() - 4);
        assertThat(log.at(Level.WARN)).singleElement().asString().contains(directory.toString(), Heard.class.getName());
        List<JournalEntry> later = appendMany();
        eventually(() -> assertThat(blocked.entries()).endsWith(later.toArray(JournalEntry[]::new)));
        assertThat(blocked.events(Heard.Missed.class)).hasSize(2);
    }

    @Test
    void whatWaitsForAListenerIsBoundedInBytesToo() {
        journal.addListener(heard);
        block();
        OperationSpec large = START.param("text", "x".repeat(60_000));
        for (long bytes = 0; bytes < Hearing.MOST_BYTES; bytes += 60_000) {
            journal.begin(large).entry();
        }
        gate.open();

        eventually(() -> assertThat(blocked.events(Heard.Missed.class)).isNotEmpty());
        JournalEntry last = journal.begin(START).entry();
        eventually(() -> assertThat(blocked.events()).endsWith(last));
        eventually(() -> assertThat(heard.events()).endsWith(last));
        assertThat(heard.events(Heard.Missed.class)).as("who keeps up").isEmpty();
        Heard.Missed missed = blocked.events(Heard.Missed.class).get(0);
        assertThat(blocked.events().size() - 1 + missed.count())
                .isEqualTo(heard.events().size());
        long bytesHeard = blocked.events(BatchWritten.class).stream()
                .mapToLong(BatchWritten::bytes)
                .sum();
        assertThat(bytesHeard).isBetween(Hearing.MOST_BYTES - 61_000, Hearing.MOST_BYTES + 1_000);
    }

    @Test
    void aFailureIsNeverMissed() {
        JournalEntry first = block();
        for (int i = 0; i <= Hearing.MOST_CALLS / MANY; i++) {
            appendMany();
        }
        disk.failEntries(0);
        assertThatExceptionOfType(JournalFailedException.class).isThrownBy(this::appendMany);

        gate.open();

        Heard.Failure failure = new Heard.Failure("java.io.IOException: Input/output error");
        eventually(() -> assertThat(blocked.events()).endsWith(new Heard.Missed(MANY), failure));
        assertThat(blocked.entries()).startsWith(first);
    }

    @Test
    void aListenerThatThrowsHearsTheNextAndHarmsNobody() {
        List<Throwable> thrown =
                List.of(new IllegalStateException("broken"), new StackOverflowError(), new IOException("broken"));
        List<Heard> throwing = thrown.stream()
                .map(failure -> new Heard(event -> throwAnything(failure)))
                .toList();
        throwing.forEach(journal::addListener);
        Heard odd = new Heard(event -> {
            if (event instanceof JournalEntry entry && entry.isInFlight()) {
                throwAnything(new Unprintable());
            }
        });
        journal.addListener(odd);
        journal.addListener(heard);

        Operation start = journal.begin(START.idempotencyKey("key"));
        start.succeeded();
        journal.close();
        List.of(heard, odd).forEach(Heard::awaitEnd);
        throwing.forEach(Heard::awaitEnd);

        assertThat(heard.entries()).hasSize(2).endsWith(start.entry());
        assertThat(odd.entries()).containsExactly(start.entry());
        assertThat(throwing)
                .allSatisfy(listener -> assertThat(listener.threads())
                        .as("called again, in the same thread")
                        .hasSize(1));
        assertThat(log.at(Level.ERROR)).hasSizeGreaterThanOrEqualTo(throwing.size() * 4);
        assertThat(log.at(Level.ERROR))
                .filteredOn(line -> line.contains(start.opId()))
                .isNotEmpty();
    }

    /** As a listener in Kotlin, or one compiled with tricks, may throw a checked exception. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAnything(Throwable failure) throws X {
        throw (X) failure;
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("cannot be told");
        }
    }

    @Test
    void anInterruptThatAListenerLeavesBehindIsGoneAtTheNextCall() {
        List<Boolean> flags = new CopyOnWriteArrayList<>();
        journal.addListener(entry -> {
            flags.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        });

        journal.begin(START).succeeded();

        eventually(() -> assertThat(flags).containsExactly(false, false));
    }

    @Test
    void aListenerMayWriteToTheJournal() {
        journal.addListener(entry -> {
            if (entry.kind().equals("vm.start") && entry.state() == OpState.SUCCEEDED) {
                journal.begin(OperationSpec.of("vm.audit")).succeeded();
            }
        });
        journal.addListener(heard);

        journal.begin(START).succeeded();

        eventually(() -> assertThat(heard.entries())
                .extracting(JournalEntry::kind)
                .containsExactly("vm.start", "vm.start", "vm.audit", "vm.audit"));
    }

    @Test
    void aListenerMayWaitForAnotherThreadThatEndsTheOperation() {
        Operation start = journal.begin(START);
        journal.addListener(entry -> {
            if (entry.state() == OpState.TASK_RUNNING) {
                answerOf(Caller.start(() -> {
                    start.succeeded();
                    return null;
                }));
            }
        });
        journal.addListener(heard);

        start.taskRunning("UPID:1");

        eventually(() -> assertThat(heard.entries())
                .extracting(JournalEntry::state)
                .containsExactly(OpState.TASK_RUNNING, OpState.SUCCEEDED));
        assertThat(journal.latest(start.opId())).contains(start.entry());
    }

    private static void answerOf(Caller<Void> caller) {
        try {
            caller.answer();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aListenerMayRemoveItself() {
        Heard once = new Heard(event -> journal.removeListener(self()));
        self = once;
        journal.addListener(once);
        JournalEntry first = journal.begin(START).entry();
        once.awaitEnd();

        journal.begin(START).succeeded();
        journal.close();

        assertThat(once.entries()).containsExactly(first);
    }

    private Heard self;

    private Heard self() {
        return self;
    }

    @Test
    void listenersMayCloseTheJournal() {
        List<JournalStatus.State> states = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            journal.addListener(entry -> {
                journal.close();
                states.add(journal.status().state());
            });
        }

        try (LogLines warnings = new LogLines(Listeners.class)) {
            Operation start = journal.begin(START);

            eventually(() -> assertThat(states).hasSize(2).containsOnly(JournalStatus.State.CLOSED));
            assertThatExceptionOfType(JournalClosedException.class).isThrownBy(start::succeeded);
            assertThat(warnings.at(Level.WARN)).as("nobody waits for itself").isEmpty();
        }
    }

    @Test
    void whatRecoveryTellsIsToldInItsPlaceAndHarmsNoClosedJournal() {
        journal.addListener(heard);
        RecoveryOutcome outcome = new RecoveryOutcome("op-1", "vm.start", "", RecoveryOutcome.Type.GIVEN_UP, "why");

        JournalEntry before = journal.begin(START).entry();
        journal.tellListeners(outcome);
        JournalEntry after = journal.begin(START).entry();
        journal.close();
        journal.tellListeners(outcome);
        heard.awaitEnd();

        List<BatchWritten> batches = heard.events(BatchWritten.class);
        assertThat(heard.events()).containsExactly(batches.get(0), before, outcome, batches.get(1), after);
    }
}
