package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.JournalFullException;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The handle of an operation in a file. It owns its operation until the index knows otherwise. */
final class FileOperation implements Operation {
    private final FileJournal journal;
    private final Owner owner = new Owner();

    /** Held while an entry is written: what one thread records, the next one builds on. */
    private final ReentrantLock recording = new ReentrantLock();

    /** The newest entry; written before the handle is given out, then under the lock. */
    private volatile @Nullable JournalEntry entry;

    FileOperation(FileJournal journal) {
        this.journal = journal;
    }

    Owner owner() {
        return owner;
    }

    void know(JournalEntry newest) {
        entry = newest;
    }

    @Override
    public JournalEntry entry() {
        return Objects.requireNonNull(entry, "the operation is not begun");
    }

    @Override
    public void taskRunning(String task) {
        record(before -> OpState.TASK_RUNNING, Objects.requireNonNull(task, "task"), Results.NONE, null);
    }

    @Override
    public void succeeded() {
        succeeded(null);
    }

    @Override
    public void succeeded(@Nullable Object result) {
        Results.Recorded recorded = journal.results().ofValue(result);
        try {
            record(before -> OpState.SUCCEEDED, null, recorded, null);
        } catch (JournalFullException full) {
            if (recorded.json() == null) {
                throw full;
            }
            record(before -> OpState.SUCCEEDED, null, new Results.Recorded(null, "the disk is full"), null);
        }
    }

    @Override
    public void failed(String reason) {
        withReason(before -> OpState.FAILED, reason);
    }

    @Override
    public void release(String reason) {
        withReason(JournalEntry::state, reason);
    }

    /** On a full disk a short reason of a failure still fits in what is kept for the operation's end. */
    private void withReason(Function<JournalEntry, OpState> state, String reason) {
        Objects.requireNonNull(reason, "reason");
        try {
            record(state, null, Results.NONE, reason);
        } catch (JournalFullException full) {
            if (reason.length() <= Reserve.ERROR_CHARS) {
                throw full;
            }
            record(state, null, Results.NONE, EntryChecks.cut(reason, Reserve.ERROR_CHARS));
        }
    }

    private void record(
            Function<JournalEntry, OpState> state,
            @Nullable String task,
            Results.Recorded result,
            @Nullable String error) {
        recording.lock();
        try {
            JournalEntry before = entry();
            JournalEntry.Builder draft =
                    before.toBuilder().state(state.apply(before)).error(error).at(journal.now());
            if (task != null) {
                draft.task(task);
            }
            result.into(draft);
            know(journal.write(draft.build(), owner));
        } finally {
            recording.unlock();
        }
    }

    @Override
    public String toString() {
        return String.valueOf(entry);
    }
}
