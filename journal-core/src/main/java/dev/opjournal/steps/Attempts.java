package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.recovery.RecoveryDecision;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Calls actions, checks and compensations of one operation, and says what became of the steps. Writes nothing of it. */
final class Attempts {
    private final Journal journal;
    private final StepJson json;
    private final Steps definition;
    private final JournalEntry whole;
    private final BooleanSupplier cancelled;

    Attempts(Journal journal, StepJson json, Steps definition, JournalEntry whole, BooleanSupplier cancelled) {
        this.journal = journal;
        this.json = json;
        this.definition = definition;
        this.whole = whole;
        this.cancelled = cancelled;
    }

    /**
     * Runs the step until it is known what became of it, or is known that nobody knows.
     *
     * @param inDoubt why it is in doubt already; null if it has not run
     */
    Verdict run(Step step, String stepId, @Nullable String inDoubt) throws Unsettled {
        Verdict verdict = inDoubt == null
                ? new Verdict.Failed("it did not run", null)
                : settle(step, stepId, new Verdict.InDoubt(inDoubt, null));
        for (int attempts = 0; mayRun(step, stepId, verdict) && mayRunAgain(step, verdict, attempts); attempts++) {
            if (attempts > 0 && !pauses(step)) {
                break;
            }
            verdict = call(step, stepId);
            if (verdict instanceof Verdict.InDoubt doubt) {
                verdict = settle(step, stepId, doubt);
            }
        }
        return verdict;
    }

    /** One whose task is known is asked about, and not repeated. */
    private boolean mayRun(Step step, String stepId, Verdict verdict) {
        return verdict instanceof Verdict.Failed
                || (verdict instanceof Verdict.InDoubt
                        && step.idempotent()
                        && newest(stepId).task().isEmpty());
    }

    /** One in doubt that may run twice is no failure before it has run twice. */
    private boolean mayRunAgain(Step step, Verdict verdict, int attempts) {
        int most = verdict instanceof Verdict.InDoubt ? Math.max(2, step.attempts()) : step.attempts();
        return attempts == 0 || (attempts < most && !cancelled.getAsBoolean());
    }

    private Verdict call(Step step, String stepId) throws Unsettled {
        RunningStep context = context(stepId);
        try {
            Call.run(step.action(), context, step.timeout());
        } catch (Exception e) {
            refuseIfInterrupted(step.name(), e);
            // Out of time is never for certain, whatever failOn names: its call goes on.
            return definition.isDefiniteFailure(e) && !(e instanceof Call.OutOfTime)
                    ? new Verdict.Failed(Reasons.of(e), e)
                    : new Verdict.InDoubt(Reasons.of(e), e);
        }
        return new Verdict.Happened(json.write(context.result()));
    }

    /** Asks what became of a step in doubt; without anybody to ask it stays in doubt. */
    Verdict settle(Step step, String stepId, Verdict.InDoubt doubt) throws Unsettled {
        StepCheck check = step.check();
        if (check == null) {
            return doubt;
        }
        RecoveryDecision decision;
        RunningStep context = context(stepId);
        try {
            decision = check.check(context);
        } catch (Exception e) {
            refuseIfInterrupted(step.name(), e);
            throw cannotTell(step, Reasons.of(e), e);
        } finally {
            context.end();
        }
        if (decision instanceof RecoveryDecision.Succeeded succeeded) {
            return new Verdict.Happened(json.write(succeeded.result()));
        }
        if (decision instanceof RecoveryDecision.Failed failed) {
            return new Verdict.Failed(failed.reason(), doubt.cause());
        }
        if (decision instanceof RecoveryDecision.StillRunning) {
            throw Unsettled.stillRunning(step.name());
        }
        if (decision instanceof RecoveryDecision.Unknown unknown) {
            throw cannotTell(step, unknown.reason(), null);
        }
        throw cannotTell(
                step, "it answered " + decision + "; let it answer failed, and the step's own action runs again", null);
    }

    private static Unsettled cannotTell(Step step, String reason, @Nullable Exception cause) {
        return Unsettled.unknown("the check of step " + step.name() + " cannot tell: " + reason, cause);
    }

    /**
     * Undoes a step.
     *
     * @param undoId of the compensation
     */
    StepJson.Recorded undo(String step, StepAction compensation, String undoId) throws Unsettled {
        RunningStep context = context(undoId);
        try {
            Call.run(compensation, context, null);
        } catch (Exception e) {
            refuseIfInterrupted(step, e);
            throw Unsettled.unknown("step " + step + " could not be undone: " + Reasons.of(e), e);
        }
        return json.write(context.result());
    }

    private RunningStep context(String stepId) {
        return new RunningStep(journal, json, whole, newest(stepId));
    }

    /** Also finds out, before a call goes out, that the journal takes nothing more. */
    private JournalEntry newest(String stepId) {
        return journal.latest(stepId).orElseThrow();
    }

    /** Answers whether it is still wanted behind the pause. */
    private boolean pauses(Step step) throws Unsettled {
        try {
            Thread.sleep(TimeUnit.MILLISECONDS.convert(step.pause()));
        } catch (InterruptedException e) {
            refuseIfInterrupted(step.name(), e);
        }
        return !cancelled.getAsBoolean();
    }

    /** Whoever interrupts wants the thread back: nothing more is tried in it. */
    private static void refuseIfInterrupted(String step, Exception e) throws Unsettled {
        if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            throw Unsettled.unknown("step " + step + " was interrupted", e);
        }
    }
}
