package dev.opjournal.steps;

import dev.opjournal.AlreadyAppliedException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import dev.opjournal.recovery.RecoveryDecision;
import dev.opjournal.recovery.RecoveryHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs multi-step operations and, after a crash, brings each to its end: it goes on with it or undoes it, as its definition
 * says. Its {@link #handlers} are to be given to recovery; without them nothing is ever taken up again.
 *
 * <p>An operation is journaled as one, and each of its steps, and each compensation, as another whose parent it is. Thread-safe;
 * an operation runs in the thread that begins it, or in one of recovery's.
 */
public final class StepRunner {
    private final Journal journal;
    private final StepJson json;
    private final Map<String, Steps> definitions = new HashMap<>();
    private final Map<String, Run> running = new ConcurrentHashMap<>();

    /**
     * A runner of the given definitions.
     *
     * @throws IllegalArgumentException if two have one name
     */
    public StepRunner(Journal journal, Collection<Steps> definitions) {
        this(journal, definitions, JsonMapper.shared());
    }

    /**
     * The same, with results of steps written and read by a mapper of the caller's.
     *
     * @throws IllegalArgumentException if two definitions have one name
     */
    public StepRunner(Journal journal, Collection<Steps> definitions, JsonMapper mapper) {
        this.journal = journal;
        this.json = new StepJson(mapper);
        for (Steps definition : definitions) {
            if (this.definitions.put(definition.kind(), definition) != null) {
                throw new IllegalArgumentException("Two definitions of steps are named " + definition.kind()
                        + ". Rename one: after a crash an operation's is found by its name.");
            }
        }
    }

    /**
     * Runs the operation whose definition has the spec's kind as its name, until it has ended.
     *
     * @return the entry with which it succeeded, now or, for a key that has taken effect, before
     * @throws RolledBackException if it failed, and what it had done was undone
     * @throws NotSettledException if it can neither end nor be undone now; recovery goes on with it
     * @throws IllegalArgumentException if there is no such definition; nothing was written
     * @throws dev.opjournal.JournalException as {@link Journal#begin} does
     */
    public JournalEntry run(OperationSpec spec) {
        Steps definition = definitionOf(spec.kind());
        spec.opId().ifPresent(StepRunner::ensureShort);
        Operation operation;
        try {
            operation = journal.begin(spec);
        } catch (AlreadyAppliedException applied) {
            return applied.entry();
        }
        return run(definition, operation);
    }

    /**
     * The same for an operation that was begun with {@link Journal#begin}, for callers that answer before it has ended: they
     * begin it, and have it run by a thread of theirs.
     *
     * @param operation that no step was begun of; whoever cannot run it releases it, and recovery does
     * @throws IllegalArgumentException if there is no definition of its kind; the operation has failed then
     * @throws IllegalStateException if it is being run already
     */
    public JournalEntry run(Operation operation) {
        Steps definition;
        try {
            definition = definitionOf(operation.kind());
            ensureShort(operation.opId());
        } catch (IllegalArgumentException | InvalidEntryException e) {
            operation.failed(String.valueOf(e.getMessage()));
            throw e;
        }
        return run(definition, operation);
    }

    private Steps definitionOf(String kind) {
        Steps definition = definitions.get(kind);
        if (definition == null) {
            throw new IllegalArgumentException("No steps are defined for " + kind + "; there are "
                    + definitions.keySet() + ". Register a definition of that name.");
        }
        return definition;
    }

    private static void ensureShort(String opId) {
        if (opId.length() > StepIds.MOST_CHARS) {
            throw new InvalidEntryException(
                    "opId",
                    "has more than " + StepIds.MOST_CHARS + " characters, behind which its steps have no room",
                    "Give the operation a shorter id.");
        }
    }

    private JournalEntry run(Steps definition, Operation operation) {
        JournalEntry whole = operation.entry();
        Run run = new Run(journal, json, definition, whole);
        if (running.putIfAbsent(whole.opId(), run) != null) {
            throw new IllegalStateException("Operation " + whole.opId() + " is being run already.");
        }
        try {
            return end(run, whole, run.proceed(false));
        } catch (Unsettled unsettled) {
            release(whole, unsettled.reason(), unsettled);
            throw new NotSettledException(whole.opId(), unsettled.reason(), unsettled.getCause());
        } catch (RolledBackException ended) {
            throw ended;
        } catch (RuntimeException | Error e) {
            release(whole, String.valueOf(e.getMessage()), e);
            throw e;
        } finally {
            running.remove(whole.opId(), run);
        }
    }

    /** Writes the operation's end with that of its last step. */
    private JournalEntry end(Run run, JournalEntry whole, Run.End end) {
        List<JournalEntry> entries = new ArrayList<>(run.ends());
        if (end instanceof Run.End.Succeeded succeeded) {
            entries.add(JournalEntry.of(whole.opId(), whole.kind(), OpState.SUCCEEDED)
                    .result(succeeded.result())
                    .build());
            List<JournalEntry> written = journal.append(entries);
            return written.get(written.size() - 1);
        }
        Run.End.RolledBack rolledBack = (Run.End.RolledBack) end;
        entries.add(JournalEntry.of(whole.opId(), whole.kind(), OpState.FAILED)
                .error(rolledBack.reason())
                .build());
        journal.append(entries);
        throw new RolledBackException(whole.opId(), rolledBack.reason(), rolledBack.cause());
    }

    /** Gives the operation up, and what of it is in flight: recovery has it from here. */
    private void release(JournalEntry whole, String reason, Throwable because) {
        append(because, () -> {
            List<JournalEntry> releases = releasesOfSteps(whole, reason);
            journal.latest(whole.opId())
                    .flatMap(newest -> releaseOf(newest, reason))
                    .ifPresent(releases::add);
            return releases;
        });
    }

    /** Recovery keeps the operation. A step that it has begun would be owned for ever, and nobody could settle it. */
    private void releaseSteps(JournalEntry whole, String reason, Throwable because) {
        append(because, () -> releasesOfSteps(whole, reason));
    }

    private void append(Throwable because, Supplier<List<JournalEntry>> releases) {
        try {
            List<JournalEntry> entries = releases.get();
            if (!entries.isEmpty()) {
                journal.append(entries);
            }
        } catch (RuntimeException notReleased) {
            because.addSuppressed(notReleased);
        }
    }

    private List<JournalEntry> releasesOfSteps(JournalEntry whole, String reason) {
        List<JournalEntry> releases = new ArrayList<>();
        for (Progress.Begun step : Progress.of(journal, whole.opId()).steps()) {
            releaseOf(step.entry(), reason).ifPresent(releases::add);
            step.undo().flatMap(undo -> releaseOf(undo, reason)).ifPresent(releases::add);
        }
        return releases;
    }

    private static Optional<JournalEntry> releaseOf(JournalEntry entry, String reason) {
        return entry.isInFlight() && !entry.isRelease()
                ? Optional.of(JournalEntry.of(entry.opId(), entry.kind(), entry.state())
                        .error(reason)
                        .build())
                : Optional.empty();
    }

    /**
     * Has an operation undone that has not ended. Durable when this returns; the step that runs is not interrupted, and what is to
     * be undone is undone after it. One that waits for recovery is undone when recovery next asks about it.
     *
     * @param reason for people
     * @return whether it is being undone; false if it is unknown, has ended, or all its steps have
     */
    public boolean cancel(String opId, String reason) {
        Run run = running.get(opId);
        if (run != null) {
            return run.cancel(reason);
        }
        AtomicBoolean cancelled = new AtomicBoolean();
        journal.takeOver(opId, operation -> {
            Steps definition = definitions.get(operation.kind());
            if (definition != null) {
                cancelled.set(new Run(journal, json, definition, operation.entry()).cancel(reason));
                operation.release("cancelled: " + reason);
            }
        });
        return cancelled.get();
    }

    /**
     * The recovery handlers: of each definition the one that brings its operations to their end, and one for each step, which
     * ends what is left of a step whose operation a person has settled.
     */
    public List<RecoveryHandler> handlers() {
        List<RecoveryHandler> handlers = new ArrayList<>();
        for (Steps definition : definitions.values()) {
            handlers.add(RecoveryHandler.forKind(definition.kind(), operation -> recover(definition, operation)));
            for (Step step : definition.steps()) {
                handlers.add(RecoveryHandler.forKind(definition.kindOf(step.name()), this::likeItsParent));
                if (step.compensation() != null) {
                    handlers.add(RecoveryHandler.forKind(definition.kindOfUndo(step.name()), this::likeItsParent));
                }
            }
        }
        return List.copyOf(handlers);
    }

    private RecoveryDecision recover(Steps definition, Operation operation) {
        JournalEntry whole = operation.entry();
        Run run = new Run(journal, json, definition, whole);
        running.put(whole.opId(), run);
        try {
            Run.End end = run.proceed(true);
            if (!run.ends().isEmpty()) {
                journal.append(run.ends());
            }
            return end instanceof Run.End.Succeeded succeeded
                    ? RecoveryDecision.succeeded(json.tree(succeeded.result()))
                    : RecoveryDecision.failed(((Run.End.RolledBack) end).reason());
        } catch (Unsettled unsettled) {
            releaseSteps(whole, unsettled.reason(), unsettled);
            return unsettled.decision();
        } catch (RuntimeException | Error e) {
            releaseSteps(whole, String.valueOf(e.getMessage()), e);
            throw e;
        } finally {
            running.remove(whole.opId(), run);
        }
    }

    private RecoveryDecision likeItsParent(Operation step) {
        Optional<JournalEntry> parent = step.entry().parent().flatMap(journal::latest);
        if (parent.isEmpty()) {
            return RecoveryDecision.unknown("the operation that it is a step of is not in the journal");
        }
        return switch (parent.get().state()) {
            case SUCCEEDED -> RecoveryDecision.succeeded();
            case FAILED -> RecoveryDecision.failed("The operation that it is a step of was settled as failed");
            case STARTED, TASK_RUNNING -> RecoveryDecision.stillRunning();
        };
    }
}
