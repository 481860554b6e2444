package dev.opjournal.steps;

/** What becomes of a multi-step operation that a crash cut off, once the step in doubt is settled. */
public enum CrashPolicy {
    /** It goes on with the next step. */
    RESUME,

    /** What has happened is undone, unless all steps have ended well: then it has succeeded. */
    ROLL_BACK
}
