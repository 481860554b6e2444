package dev.opjournal.file;

import static dev.opjournal.Heard.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.BatchWritten;
import dev.opjournal.Heard;
import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFailedException;
import dev.opjournal.JournalFullException;
import dev.opjournal.JournalListener;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listeners hear of: what became durable, in the order of the file, and what became of the journal. */
class ListenerTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    @TempDir
    Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final Heard heard = new Heard();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journals.open(directory.resolve("ops.journal"), JournalBytes.SMALL_CHUNKS, disk);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static JournalEntry entry(String opId, OpState state) {
        return JournalEntry.of(opId, "vm.start", state).build();
    }

    @Test
    void aListenerHearsOfEachEntryAsItIsInTheJournal() {
        journal.addListener(heard);

        Operation start = journal.begin(START.idempotencyKey("key"));
        start.taskRunning("UPID:1");
        start.release("no answer");
        journal.takeOver(start.opId(), taken -> taken.succeeded("done"));

        List<JournalEntry> history = journal.history(start.opId());
        assertThat(history).hasSize(4);
        eventually(() -> assertThat(heard.entries()).isEqualTo(history));
    }

    @Test
    void aLambdaHearsOfEntries() {
        List<JournalEntry> entries = Collections.synchronizedList(new ArrayList<>());
        journal.addListener(entries::add);

        journal.execute(START, op -> "done");

        eventually(() -> assertThat(entries)
                .extracting(JournalEntry::state)
                .containsExactly(OpState.STARTED, OpState.SUCCEEDED));
    }

    @Test
    @NotWhileCompacting
    void aBatchIsToldBeforeItsEntriesWhichFollowInTheirOrder() {
        journal.addListener(heard);
        long before = journal.status().sizeBytes();
        long begun = System.nanoTime();

        List<JournalEntry> written = journal.append(
                List.of(entry("a", OpState.STARTED), entry("b", OpState.STARTED), entry("a", OpState.SUCCEEDED)));

        long atMost = System.nanoTime() - begun;
        long bytes = journal.status().sizeBytes() - before;
        eventually(() -> assertThat(heard.events()).hasSize(5));
        BatchWritten batch = heard.events(BatchWritten.class).get(0);
        Heard.Ended ended = new Heard.Ended(written.get(2), written.get(0).at());
        assertThat(heard.events()).containsExactly(batch, written.get(0), written.get(1), written.get(2), ended);
        assertThat(batch.entries()).isEqualTo(3);
        assertThat(batch.bytes()).isEqualTo(bytes).isPositive();
        assertThat(batch.writeAndSync()).isPositive().isLessThan(Duration.ofNanos(atMost));
    }

    @Test
    @NotWhileCompacting
    void batchesOfManyThreadsComeInTheOrderOfTheFileAndAddUpToIt() throws Exception {
        journal.addListener(heard);
        long before = journal.status().sizeBytes();
        int entries = 8 * 50 * 2;

        try (Race race = new Race(Race.Threads.PLATFORM, 8)) {
            race.run(
                    50,
                    (round, racer) -> {
                        Operation operation = journal.begin(START);
                        operation.succeeded();
                        return operation.opId();
                    },
                    (round, opIds) -> assertThat(opIds).doesNotHaveDuplicates());
        }

        eventually(() -> assertThat(heard.entries()).hasSize(entries));
        long first = heard.entries().get(0).recordNumber();
        assertThat(heard.entries())
                .extracting(JournalEntry::recordNumber)
                .containsExactlyElementsOf(
                        LongStream.range(first, first + entries).boxed().toList());
        List<BatchWritten> batches = heard.events(BatchWritten.class);
        assertThat(batches).as("many entries share a sync").hasSizeLessThan(entries);
        assertThat(batches.stream().mapToLong(BatchWritten::bytes).sum())
                .isEqualTo(journal.status().sizeBytes() - before);
        assertThat(heard.threads()).as("one call after the other").hasSize(1);
        eachBatchIsFollowedByItsEntries();
    }

    private void eachBatchIsFollowedByItsEntries() {
        int due = 0;
        for (Object event : heard.events()) {
            if (event instanceof BatchWritten batch) {
                assertThat(due).as("entries of the batch before %s", batch).isZero();
                due = batch.entries();
            } else if (event instanceof JournalEntry) {
                due--;
            }
        }
        assertThat(due).isZero();
    }

    @Test
    void whatAListenerHearsOfReadersSee() {
        List<Boolean> applied = Collections.synchronizedList(new ArrayList<>());
        Heard reading = new Heard(event -> {
            if (event instanceof JournalEntry entry) {
                assertThat(journal.history(entry.opId())).contains(entry);
                assertThat(journal.latest(entry.opId()).orElseThrow().recordNumber())
                        .isGreaterThanOrEqualTo(entry.recordNumber());
                if (!entry.isInFlight()) {
                    applied.add(journal.alreadyApplied("key"));
                }
            }
        });
        journal.addListener(reading);

        Operation start = journal.begin(START.idempotencyKey("key"));
        start.succeeded();

        eventually(() -> assertThat(reading.entries()).hasSize(2));
        assertThat(applied).containsExactly(true);
    }

    @Test
    void aListenerIsCalledInADaemonOfItsOwn() {
        Heard other = new Heard();
        journal.addListener(heard);
        journal.addListener(other);

        journal.begin(START).succeeded();

        eventually(() -> assertThat(heard.entries()).hasSize(2).isEqualTo(other.entries()));
        assertThat(heard.threads()).hasSize(1).doesNotContain(Thread.currentThread());
        assertThat(heard.threads()).doesNotContainAnyElementsOf(other.threads());
        assertThat(heard.threads()).allSatisfy(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("opjournal-listener-Heard");
        });
    }

    /** Since JDK 19 a thread that inherits no thread locals has the class loader of the JVM, unless it is given one. */
    @Test
    void aListenerFindsClassesAsWhoeverAddedItDoes() throws IOException {
        Thread adding = Thread.currentThread();
        ClassLoader before = adding.getContextClassLoader();
        try (URLClassLoader ofTheApplication = new URLClassLoader(new URL[0], before)) {
            List<ClassLoader> seen = new CopyOnWriteArrayList<>();
            adding.setContextClassLoader(ofTheApplication);
            journal.addListener(entry -> seen.add(Thread.currentThread().getContextClassLoader()));
            adding.setContextClassLoader(before);

            journal.begin(START).succeeded();

            eventually(() -> assertThat(seen).containsExactly(ofTheApplication, ofTheApplication));
        } finally {
            adding.setContextClassLoader(before);
        }
    }

    @Test
    void aListenerThatHasHeardNothingForLongHearsWhatComes() {
        journal.addListener(heard);
        for (int entries = 1; entries <= 3; entries++) {
            Operation start = journal.begin(START);
            int now = entries;
            eventually(() -> assertThat(heard.entries()).hasSize(now).endsWith(start.entry()));
            eventually(() -> assertThat(heard.threads().get(0).getState()).isEqualTo(Thread.State.WAITING));
        }
    }

    @Test
    void nothingIsHeardOfWhatIsRefused() {
        Operation start = journal.begin(START);
        start.succeeded();
        journal.addListener(heard);

        assertThatExceptionOfType(IllegalTransitionException.class).isThrownBy(start::succeeded);
        assertThatExceptionOfType(InvalidEntryException.class)
                .isThrownBy(() -> journal.begin(START.idempotencyKey("")).succeeded());
        Operation next = journal.begin(START);

        eventually(() -> assertThat(heard.events()).hasSize(2).endsWith(next.entry()));
    }

    @Test
    void aListenerThatIsAddedTwiceHearsOnce() {
        journal.addListener(heard);
        journal.addListener(heard);

        Operation start = journal.begin(START);
        journal.close();
        heard.awaitEnd();

        assertThat(heard.entries()).containsExactly(start.entry());
    }

    @Test
    void aRemovedListenerHearsWhatCameBeforeAndNothingMore() {
        JournalListener other = new Heard();
        journal.addListener(heard);
        journal.addListener(other);
        Operation start = journal.begin(START);
        JournalEntry before = start.entry();

        journal.removeListener(heard);
        start.succeeded();

        heard.awaitEnd();
        assertThat(heard.entries()).containsExactly(before);
        eventually(() -> assertThat(((Heard) other).entries()).containsExactly(before, start.entry()));
    }

    @Test
    void aListenerThatWasRemovedMayBeAddedAgain() {
        journal.addListener(heard);
        journal.removeListener(heard);
        journal.begin(START).succeeded();

        journal.addListener(heard);
        Operation start = journal.begin(START);

        eventually(() -> assertThat(heard.entries()).containsExactly(start.entry()));
    }

    @Test
    void theCloseWaitsUntilListenersHaveHeardOfEverything() {
        AtomicBoolean closed = new AtomicBoolean();
        Heard late = new Heard(event -> {
            if (!closed.get()) {
                eventually(() -> assertThat(journal.status().state()).isEqualTo(JournalStatus.State.CLOSED));
                closed.set(true);
            }
        });
        journal.addListener(late);

        List<JournalEntry> written = journal.append(IntStream.range(0, 1000)
                .mapToObj(i -> entry("op-" + i, OpState.STARTED))
                .toList());
        journal.close();

        assertThat(late.entries()).as("the closing line is not an entry").isEqualTo(written);
        late.awaitEnd();
    }

    @Test
    void aClosedJournalTakesNoListener() {
        journal.addListener(heard);
        journal.close();

        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> journal.addListener(heard));
        journal.removeListener(heard);
        assertThat(heard.events()).isEmpty();
    }

    @Test
    void aFailureIsToldOnceBehindWhatBecameDurableAndOutsideEveryLock() {
        AtomicReference<JournalStatus> status = new AtomicReference<>();
        Heard asking = new Heard(event -> {
            if (event instanceof Heard.Failure) {
                assertThatExceptionOfType(JournalFailedException.class).isThrownBy(journal::inFlight);
                status.set(journal.status());
            }
        });
        journal.addListener(asking);
        Operation start = journal.begin(START);
        JournalEntry durable = start.entry();
        disk.failEntries(10);

        assertThatExceptionOfType(JournalFailedException.class).isThrownBy(start::succeeded);
        assertThatExceptionOfType(JournalFailedException.class).isThrownBy(start::succeeded);
        journal.close();
        asking.awaitEnd();

        BatchWritten batch = asking.events(BatchWritten.class).get(0);
        Heard.Failure failure = new Heard.Failure("java.io.IOException: Input/output error");
        assertThat(asking.events()).containsExactly(batch, durable, failure);
        assertThat(status.get().state()).isEqualTo(JournalStatus.State.FAILED);
        assertThat(status.get().failure()).isEqualTo(failure.reason());
    }

    @Test
    void aFullDiskIsToldAndThatThereIsRoomAgain() {
        journal.addListener(heard);
        disk.fill(100);

        assertThatExceptionOfType(JournalFullException.class).isThrownBy(() -> {
            for (int i = 0; i < 10_000; i++) {
                journal.begin(START).taskRunning("UPID:1");
            }
        });
        eventually(() -> assertThat(heard.events()).endsWith(Heard.Signal.FULL));
        disk.heal();

        eventually(() -> assertThat(heard.events()).endsWith(Heard.Signal.HAS_ROOM));
        assertThat(heard.events(Heard.Signal.class)).containsExactly(Heard.Signal.FULL, Heard.Signal.HAS_ROOM);
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
    }
}
