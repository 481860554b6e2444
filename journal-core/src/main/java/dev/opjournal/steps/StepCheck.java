package dev.opjournal.steps;

import dev.opjournal.recovery.RecoveryDecision;

/** Asks the outside world what became of a step in doubt. */
@FunctionalInterface
public interface StepCheck {
    /**
     * Says what became of the step. {@link RecoveryDecision#failed} says that the effect did not happen, whereupon the step may
     * run again; {@link RecoveryDecision#resume} is no answer, since the step's own action is what runs then.
     *
     * @param step the step; its {@link StepContext#task} is what it last recorded
     * @throws Exception if it cannot tell now: it is asked again after a pause, a bounded number of times
     */
    RecoveryDecision check(StepContext step) throws Exception;
}
