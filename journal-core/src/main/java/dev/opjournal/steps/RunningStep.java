package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The context of one call of an action, a check or a compensation. */
final class RunningStep implements StepContext {
    private final Journal journal;
    private final StepJson json;
    private final JournalEntry whole;
    private final JournalEntry begun;

    private volatile @Nullable String task;
    private volatile @Nullable Object result;

    /** Held while something is recorded, so that nothing is once the step is over. */
    private final ReentrantLock recording = new ReentrantLock();

    private boolean over;

    /**
     * The context of a step or a compensation that was begun.
     *
     * @param begun its newest entry
     */
    RunningStep(Journal journal, StepJson json, JournalEntry whole, JournalEntry begun) {
        this.journal = journal;
        this.json = json;
        this.whole = whole;
        this.begun = begun;
        this.task = begun.task().orElse(null);
    }

    @Override
    public String opId() {
        return whole.opId();
    }

    @Override
    public String stepId() {
        return begun.opId();
    }

    @Override
    public String target() {
        return whole.target();
    }

    @Override
    public Map<String, String> params() {
        return whole.params();
    }

    @Override
    public String param(String name) {
        String value = params().get(name);
        if (value == null) {
            throw new IllegalArgumentException("Operation " + opId() + " has no param " + name + "; it has "
                    + params().keySet() + ". Give it to the spec that begins the operation.");
        }
        return value;
    }

    @Override
    public void taskRunning(String newTask) {
        recording.lock();
        try {
            ensureRunning();
            journal.append(List.of(JournalEntry.of(stepId(), begun.kind(), OpState.TASK_RUNNING)
                    .task(newTask)
                    .build()));
            task = newTask;
        } finally {
            recording.unlock();
        }
    }

    @Override
    public Optional<String> task() {
        return Optional.ofNullable(task);
    }

    @Override
    public void result(@Nullable Object newResult) {
        recording.lock();
        try {
            ensureRunning();
            result = newResult;
        } finally {
            recording.unlock();
        }
    }

    /** A step that ran out of time may go on in its thread; what it says is no longer heard. */
    private void ensureRunning() {
        if (over) {
            throw new IllegalStateException(
                    "Step " + stepId() + " is over; this call of it ran out of time, or returned.");
        }
    }

    /** Waits for a task that is being recorded: what it says is known then, and nothing comes behind it. */
    void end() {
        recording.lock();
        try {
            over = true;
        } finally {
            recording.unlock();
        }
    }

    @Nullable
    Object result() {
        return result;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // of the class asked for; null is for a step without a result
    public <T extends @Nullable Object> T resultOf(String step, Class<T> type) {
        return (T) resultOf(step, (Type) type);
    }

    @Override
    public @Nullable Object resultOf(String step, Type type) {
        JournalEntry ended = Progress.of(journal, opId()).steps().stream()
                .filter(other -> other.name().equals(step))
                .map(Progress.Begun::entry)
                .filter(entry -> entry.state() == OpState.SUCCEEDED)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No step " + step + " of operation " + opId()
                        + " has ended before " + stepId() + ". Name one that comes before it."));
        return json.read(ended, type);
    }
}
