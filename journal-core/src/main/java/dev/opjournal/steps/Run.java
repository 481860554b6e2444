package dev.opjournal.steps;

import dev.opjournal.IllegalTransitionException;
import dev.opjournal.InvalidEntryException;
import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings one multi-step operation to its end, from wherever the journal says that it stands: from its beginning, or from where
 * a crash cut it off. It keeps nothing that the journal does not hold, but for the ends of steps, which wait for the begin of
 * the next so that both are one append.
 *
 * <p>In the thread that owns the operation; {@link #cancel} comes from others.
 */
final class Run {
    private static final String CRASH = "a crash cut it off";
    private static final String PLAN_KEPT =
            "Let the journal keep the param " + Plan.PARAM + " of its first step: take the name out of what it redacts";

    private final Journal journal;
    private final Steps definition;
    private final JournalEntry whole;
    private final Attempts attempts;

    /** What is written with the next begin, or with the end of all. */
    private final List<JournalEntry> ends = new ArrayList<>();

    /** Held while the operation is cancelled, and while it is decided that it has ended: one of both comes first. */
    private final ReentrantLock ending = new ReentrantLock();

    private boolean decided;
    private volatile @Nullable String cancelled;

    Run(Journal journal, StepJson json, Steps definition, JournalEntry whole) {
        this.journal = journal;
        this.definition = definition;
        this.whole = whole;
        this.attempts = new Attempts(journal, json, definition, whole, () -> cancelled != null);
    }

    /** How it ended; what is to be written is not written yet. */
    sealed interface End {
        /** All steps ended well; the result is that of the last. */
        record Succeeded(StepJson.Recorded result) implements End {}

        /** All that happened, and can be undone, is undone. */
        record RolledBack(String reason, @Nullable Throwable cause) implements End {}
    }

    String opId() {
        return whole.opId();
    }

    private record Why(String reason, @Nullable Throwable cause) {}

    /** The ends of steps that must be written before the operation's, or in one append with it. */
    List<JournalEntry> ends() {
        return ends;
    }

    /**
     * Goes on until the operation has ended.
     *
     * @param crashed whether a crash cut it off
     */
    End proceed(boolean crashed) throws Unsettled {
        try {
            return proceedToTheEnd(crashed);
        } catch (Unsettled | RuntimeException | Error e) {
            try {
                // What is known of other steps is not to be found out again.
                writeEnds();
            } catch (RuntimeException notWritten) {
                e.addSuppressed(notWritten);
            }
            throw e;
        }
    }

    private void writeEnds() {
        if (!ends.isEmpty()) {
            journal.append(ends);
            ends.clear();
        }
    }

    private End proceedToTheEnd(boolean crashed) throws Unsettled {
        Progress progress = Progress.of(journal, whole.opId());
        if (!progress.steps().isEmpty() && progress.plan().isEmpty()) {
            throw Unsettled.unknown("what it was begun with cannot be read. " + PLAN_KEPT, null);
        }
        Why why = whyRollBack(progress, crashed);
        if (why == null) {
            why = goForward(progress);
            progress = Progress.of(journal, whole.opId());
        } else if (progress.steps().stream().noneMatch(step -> step.undo().isPresent())) {
            settleBeforeUndoing(progress);
            if (isBehindTheLastAndCannotGoBack(progress)) {
                why = decide();
            }
        }
        if (why == null) {
            return new End.Succeeded(resultOfLast());
        }
        rollBack(progress, why);
        decided();
        return new End.RolledBack(why.reason(), why.cause());
    }

    private @Nullable Why whyRollBack(Progress progress, boolean crashed) {
        Optional<String> since = progress.rollingBackSince();
        if (since.isPresent()) {
            return new Why(since.get(), null);
        }
        if (hasAllSteps(progress)) {
            return null;
        }
        Plan begunWith = progress.plan().orElse(definition.plan());
        if (!begunWith.equals(definition.plan())) {
            return new Why(
                    "its definition has changed since it was begun, from " + begunWith.text() + " to "
                            + definition.plan().text(),
                    null);
        }
        return crashed && definition.onCrash() == CrashPolicy.ROLL_BACK ? new Why(CRASH, null) : null;
    }

    /** By what it was begun with, since all of it has happened then, whatever the definition is now. */
    private static boolean hasAllSteps(Progress progress) {
        return progress.plan()
                        .filter(plan -> plan.parts().size() == progress.steps().size())
                        .isPresent()
                && progress.last()
                        .filter(step -> step.entry().state() == OpState.SUCCEEDED)
                        .isPresent();
    }

    /** Whether it now turns out that the last step has happened, which nothing undoes: then neither are those before it. */
    private boolean isBehindTheLastAndCannotGoBack(Progress progress) {
        Progress.Begun last = progress.last().orElse(null);
        Plan plan = progress.plan().orElse(definition.plan());
        return last != null
                && progress.rollingBackSince().isEmpty()
                && last.number() == plan.parts().size()
                && !plan.undoes(last.name())
                && endOf(last.entry().opId())
                        .filter(end -> end.state() == OpState.SUCCEEDED)
                        .isPresent();
    }

    /** Answers why it must be undone, or null if all steps have ended well. */
    private @Nullable Why goForward(Progress progress) throws Unsettled {
        if (hasAllSteps(progress)) {
            return decide();
        }
        int begun = progress.steps().size();
        Progress.Begun last = progress.last().orElse(null);
        if (last != null && last.entry().isInFlight()) {
            Why why = take(last.entry(), attempts.run(step(last), last.entry().opId(), whyInDoubt(last.entry())));
            if (why != null) {
                return why;
            }
        }
        for (Step step : definition.steps().subList(begun, definition.steps().size())) {
            Why why = cancelled();
            if (why != null) {
                return why;
            }
            JournalEntry entry;
            try {
                entry = begin(step, ++begun);
            } catch (InvalidEntryException | IllegalTransitionException refused) {
                // It has not begun and never will: its id is somebody else's, or its plan takes too much room.
                return new Why("step " + step.name() + " cannot begin: " + refused.problem(), refused);
            }
            why = take(entry, attempts(step, entry, begun));
            if (why != null) {
                return why;
            }
        }
        return decide();
    }

    private static String whyInDoubt(JournalEntry step) {
        return step.isRelease() ? step.error().orElse(CRASH) : CRASH;
    }

    /** Nothing goes out whose plan would not be known after a crash. */
    private Verdict attempts(Step step, JournalEntry begun, int number) throws Unsettled {
        String plan = begun.params().get(Plan.PARAM);
        return number == 1 && Plan.parse(plan).isEmpty()
                ? new Verdict.Failed("its plan was not kept. " + PLAN_KEPT, null)
                : attempts.run(step, begun.opId(), null);
    }

    private @Nullable Why cancelled() {
        String reason = cancelled;
        return reason == null ? null : new Why("cancelled: " + reason, null);
    }

    /** From here on nobody cancels it. */
    private @Nullable Why decide() {
        ending.lock();
        try {
            Why why = cancelled();
            decided = why == null;
            return why;
        } finally {
            ending.unlock();
        }
    }

    private void decided() {
        ending.lock();
        try {
            decided = true;
        } finally {
            ending.unlock();
        }
    }

    /** Has the operation undone; it is durable when this returns. Answers whether that was in time. */
    boolean cancel(String reason) {
        ending.lock();
        try {
            if (decided) {
                return false;
            }
            if (cancelled == null
                    && Progress.of(journal, whole.opId()).cancelled().isEmpty()) {
                String bounded = Reasons.bounded(reason);
                journal.append(Cancel.entries(definition, whole, bounded));
                cancelled = bounded;
            }
            return true;
        } finally {
            ending.unlock();
        }
    }

    private Step step(Progress.Begun begun) {
        return definition.step(begun.name()).orElseThrow();
    }

    /** With what ended before it, in one append. */
    private JournalEntry begin(Step step, int number) {
        JournalEntry.Builder draft = JournalEntry.of(
                        StepIds.step(whole.opId(), number), definition.kindOf(step.name()), OpState.STARTED)
                .target(whole.target())
                .parent(whole.opId())
                .step(step.name());
        if (number == 1) {
            draft.params(Map.of(Plan.PARAM, definition.plan().text()));
        }
        return flushWith(draft.build());
    }

    private JournalEntry flushWith(JournalEntry begin) {
        List<JournalEntry> entries = new ArrayList<>(ends);
        entries.add(begin);
        List<JournalEntry> written = journal.append(entries);
        ends.clear();
        return written.get(written.size() - 1);
    }

    /** Notes what became of a step. Answers why the operation must be undone, if it must. */
    private @Nullable Why take(JournalEntry entry, Verdict verdict) {
        if (verdict instanceof Verdict.Happened happened) {
            ends.add(succeeded(entry, happened.result()));
            return null;
        }
        String name = "step " + entry.step().orElse("");
        if (verdict instanceof Verdict.Failed failed) {
            ends.add(end(entry, OpState.FAILED).error(failed.reason()).build());
            return new Why(name + " failed: " + failed.reason(), failed.cause());
        }
        Verdict.InDoubt doubt = (Verdict.InDoubt) verdict;
        return new Why(name + " is in doubt: " + doubt.reason(), doubt.cause());
    }

    private static JournalEntry succeeded(JournalEntry entry, StepJson.Recorded result) {
        JournalEntry.Builder end = end(entry, OpState.SUCCEEDED);
        result.into(end);
        return end.build();
    }

    private static JournalEntry.Builder end(JournalEntry entry, OpState state) {
        return JournalEntry.of(entry.opId(), entry.kind(), state);
    }

    /** Before anything is undone it must be known of the step in doubt whether it happened; it does not run again for that. */
    private void settleBeforeUndoing(Progress progress) throws Unsettled {
        Progress.Begun last = progress.last().orElse(null);
        if (last == null || !last.entry().isInFlight()) {
            return;
        }
        Step step = definition.step(last.name()).orElse(null);
        if (step != null) {
            take(
                    last.entry(),
                    attempts.settle(step, last.entry().opId(), new Verdict.InDoubt(whyInDoubt(last.entry()), null)));
        }
    }

    /** Undoes the steps that happened, or may have, the last one first. */
    private void rollBack(Progress progress, Why why) throws Unsettled {
        Plan plan = progress.plan().orElse(definition.plan());
        List<Progress.Begun> steps = progress.steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Progress.Begun begun = steps.get(i);
            JournalEntry entry = begun.entry();
            Optional<JournalEntry> ended = endOf(entry.opId());
            OpState state = ended.map(JournalEntry::state).orElse(entry.state());
            if (state == OpState.FAILED) {
                continue;
            }
            if (plan.undoes(begun.name()) && !begun.isSettled()) {
                undo(begun, why);
            }
            if (!state.isTerminal()) {
                String reason = plan.undoes(begun.name())
                        ? "It was in doubt, and was undone as if it had happened"
                        : "It is in doubt whether it happened, and it has no compensation";
                ends.add(end(entry, OpState.FAILED).error(reason).build());
            }
        }
    }

    /** What is to be written of a step that has ended. */
    private Optional<JournalEntry> endOf(String stepId) {
        return ends.stream().filter(end -> end.opId().equals(stepId)).findFirst();
    }

    private void undo(Progress.Begun begun, Why why) throws Unsettled {
        Step step = definition.step(begun.name()).orElse(null);
        StepAction compensation = step == null ? null : step.compensation();
        if (compensation == null) {
            throw Unsettled.unknown(
                    "step " + begun.name() + " has a compensation by what the operation was begun with, but none in the"
                            + " definition; undo it by hand and resolve the operation, or start a version that has it",
                    null);
        }
        JournalEntry entry = begun.undo().isPresent()
                ? begun.undo().get()
                : flushWith(JournalEntry.of(
                                StepIds.undo(whole.opId(), begun.number()),
                                definition.kindOfUndo(begun.name()),
                                OpState.STARTED)
                        .target(whole.target())
                        .parent(whole.opId())
                        .step(begun.name())
                        .params(Map.of(Cancel.REASON, Reasons.bounded(why.reason())))
                        .build());
        ends.add(succeeded(entry, attempts.undo(begun.name(), compensation, entry.opId())));
    }

    private StepJson.Recorded resultOfLast() {
        JournalEntry last = ends.isEmpty()
                ? Progress.of(journal, whole.opId()).last().orElseThrow().entry()
                : ends.get(ends.size() - 1);
        return new StepJson.Recorded(
                last.result().orElse(null), last.resultDropped().orElse(null));
    }
}
