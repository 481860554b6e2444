package dev.opjournal.steps;

/** What a step does, or what undoes it. */
@FunctionalInterface
public interface StepAction {
    /**
     * Makes the call to the outside world, and returns when the effect has happened.
     *
     * @param step what it is to do; valid until this returns
     * @throws Exception if it did not get through. Of a step, {@link dev.opjournal.OperationFailedException} and what the
     *     definition's {@code failOn} names say for certain that the effect did not happen; after anything else the step is in
     *     doubt
     */
    void run(StepContext step) throws Exception;
}
