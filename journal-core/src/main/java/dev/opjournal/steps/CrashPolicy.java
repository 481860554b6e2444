package dev.opjournal.steps;

/**
 * What becomes of a multi-step operation that a crash cut off, once the step in doubt is settled. One that was left to recovery
 * by the process that lives on goes on in any case.
 */
public enum CrashPolicy {
    /** It goes on with the next step. */
    RESUME,

    /**
     * What has happened is undone, unless all steps have ended well, or all but a last one that turns out to have happened and has no
     * compensation: then it has succeeded.
     */
    ROLL_BACK
}
