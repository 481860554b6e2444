package dev.opjournal.steps;

/**
 * The ids of what belongs to a multi-step operation. They follow from its own, so that whoever knows that finds all the rest
 * without a search: {@code ID.1} is its first step, {@code ID.1.undo} the compensation of that.
 */
final class StepIds {
    /** As many as any operation's id has, less what is put behind it. */
    static final int MOST_CHARS = 200 - ".9999.undo".length();

    static final int MOST_STEPS = 999;

    private StepIds() {}

    /**
     * The id of a step.
     *
     * @param number of the step, from 1
     */
    static String step(String opId, int number) {
        return opId + "." + number;
    }

    static String undo(String opId, int number) {
        return step(opId, number) + ".undo";
    }

    static String cancel(String opId) {
        return opId + ".cancel";
    }
}
