package dev.opjournal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalEntry;
import dev.opjournal.JournalListener;
import dev.opjournal.JournalStatus;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners hear of entries when they are durable, in the caller's thread and outside every lock. */
class ListenerTest {
    private static final OperationSpec START = OperationSpec.of("vm.start").target("101");

    @TempDir
    Path directory;

    private final HookedDisk disk = new HookedDisk();
    private final List<JournalEntry> heard = new CopyOnWriteArrayList<>();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = FileJournal.open(directory.resolve("ops.journal"), FileJournalOptions.defaults(), disk);
    }

    @AfterEach
    void close() {
        disk.letGo();
        journal.close();
    }

    @Test
    void aListenerHearsOfEachEntryAsItIsInTheJournal() {
        journal.addListener(heard::add);

        Operation start = journal.begin(START.idempotencyKey("key"));
        start.taskRunning("UPID:1");
        start.release("no answer");
        journal.takeOver(start.opId(), taken -> taken.succeeded("done"));

        assertThat(heard).hasSize(4).isEqualTo(journal.history(start.opId()));
    }

    @Test
    void aListenerHearsOfSeveralEntriesOfOneAppendInTheirOrder() {
        journal.addListener(heard::add);

        List<JournalEntry> written = journal.append(List.of(
                JournalEntry.of("a", "vm.start", OpState.STARTED).build(),
                JournalEntry.of("b", "vm.start", OpState.STARTED).build(),
                JournalEntry.of("a", "vm.start", OpState.SUCCEEDED).build()));

        assertThat(heard).isEqualTo(written);
    }

    @Test
    void aListenerHearsOfWhatExecuteRecords() {
        journal.addListener(heard::add);

        journal.execute(START, op -> "done");

        assertThat(heard).extracting(JournalEntry::state).containsExactly(OpState.STARTED, OpState.SUCCEEDED);
    }

    @Test
    void aListenerIsCalledInTheThreadWhoseCallWroteTheEntry() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        journal.addListener(entry -> threads.add(Thread.currentThread()));
        Gate gate = disk.holdBeforeTheBytesAreWritten();
        Caller<Operation> leader = Caller.start(() -> journal.begin(START));
        gate.awaitReached();
        Caller<Thread> follower = Caller.start(() -> {
            journal.begin(START).entry();
            return Thread.currentThread();
        });
        follower.awaitParkedIn(GroupCommit.class);
        assertThat(threads).as("nothing is durable yet").isEmpty();

        gate.open();
        leader.answer();

        assertThat(follower.answer()).isIn(threads);
        assertThat(threads).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void whatAListenerHearsOfReadersSee() {
        List<JournalEntry> latest = new ArrayList<>();
        List<Boolean> applied = new ArrayList<>();
        journal.addListener(entry -> {
            latest.add(journal.latest(entry.opId()).orElseThrow());
            assertThat(journal.history(entry.opId())).endsWith(entry);
            applied.add(journal.alreadyApplied("key"));
            heard.add(entry);
        });

        Operation start = journal.begin(START.idempotencyKey("key"));
        start.succeeded();

        assertThat(heard).hasSize(2).isEqualTo(latest);
        assertThat(applied).containsExactly(false, true);
    }

    @Test
    void nothingIsHeardOfWhatIsRefused() {
        Operation start = journal.begin(START);
        start.succeeded();
        journal.addListener(heard::add);

        assertThatExceptionOfType(IllegalTransitionException.class).isThrownBy(start::succeeded);
        assertThatExceptionOfType(InvalidEntryException.class)
                .isThrownBy(() -> journal.begin(START.idempotencyKey("")).succeeded());

        assertThat(heard).isEmpty();
    }

    @Test
    void aListenerMayWriteToTheJournal() {
        journal.addListener(entry -> {
            heard.add(entry);
            if (entry.kind().equals("vm.start") && entry.state() == OpState.SUCCEEDED) {
                journal.begin(OperationSpec.of("vm.audit")).succeeded();
            }
        });

        journal.begin(START).succeeded();

        assertThat(heard)
                .extracting(JournalEntry::kind)
                .containsExactly("vm.start", "vm.start", "vm.audit", "vm.audit");
    }

    @Test
    void aListenerMayEndTheOperationThroughItsHandle() {
        List<Operation> handles = new ArrayList<>();
        journal.addListener(entry -> {
            if (entry.state() == OpState.TASK_RUNNING) {
                handles.get(0).succeeded();
            }
        });
        handles.add(journal.begin(START));

        handles.get(0).taskRunning("UPID:1");

        assertThat(handles.get(0).entry().state())
                .as("the newest entry that the handle knows of")
                .isEqualTo(OpState.SUCCEEDED);
        assertThat(journal.latest(handles.get(0).opId()))
                .contains(handles.get(0).entry());
    }

    @Test
    void aListenerMayWaitForAnotherThreadThatEndsTheOperation() {
        List<Operation> handles = new ArrayList<>();
        journal.addListener(entry -> {
            if (entry.state() == OpState.TASK_RUNNING) {
                Caller<Void> other = Caller.start(() -> {
                    handles.get(0).succeeded();
                    return null;
                });
                heard.add(answerOf(other, handles.get(0)));
            }
        });
        handles.add(journal.begin(START));

        handles.get(0).taskRunning("UPID:1");

        assertThat(heard).extracting(JournalEntry::state).containsExactly(OpState.SUCCEEDED);
    }

    private static JournalEntry answerOf(Caller<Void> caller, Operation operation) {
        try {
            caller.answer();
            return operation.entry();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAListenerThrowsHarmsNeitherTheCallerNorOtherListeners() {
        List<Throwable> thrown =
                List.of(new IllegalStateException("broken"), new StackOverflowError(), new IOException("broken"));
        for (Throwable failure : thrown) {
            journal.addListener(entry -> throwAnything(failure));
        }
        journal.addListener(heard::add);

        Operation start = journal.begin(START.idempotencyKey("key"));
        start.succeeded();

        assertThat(heard).hasSize(2).isEqualTo(journal.history(start.opId()));
        assertThat(journal.alreadyApplied("key")).isTrue();
        assertThat(journal.status().state()).isEqualTo(JournalStatus.State.OPEN);
    }

    /** As a listener in Kotlin, or one compiled with tricks, may throw a checked exception. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAnything(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void aRemovedListenerHearsNothingMore() {
        JournalListener listener = heard::add;
        journal.addListener(listener);
        Operation start = journal.begin(START);

        journal.removeListener(listener);
        start.succeeded();

        assertThat(heard).containsExactly(journal.history(start.opId()).get(0));
    }

    @Test
    void aListenerMayRemoveItself() {
        JournalListener once = new JournalListener() {
            @Override
            public void entryDurable(JournalEntry entry) {
                heard.add(entry);
                journal.removeListener(this);
            }
        };
        journal.addListener(once);

        journal.begin(START).succeeded();

        assertThat(heard).hasSize(1);
    }

    @Test
    void aListenerMayCloseTheJournal() {
        journal.addListener(entry -> journal.close());

        Operation start = journal.begin(START);

        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(start::succeeded);
    }

    @Test
    void aClosedJournalTakesNoListener() {
        journal.addListener(heard::add);
        journal.close();

        assertThatExceptionOfType(JournalClosedException.class).isThrownBy(() -> journal.addListener(heard::add));
        journal.removeListener(heard::add);
        assertThat(heard).as("the closing line is not an entry").isEmpty();
    }
}
