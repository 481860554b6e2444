package dev.opjournal.steps;

import org.jspecify.annotations.Nullable;

/** What became of a step. */
sealed interface Verdict {
    /** The effect happened. */
    record Happened(StepJson.Recorded result) implements Verdict {}

    /** It is known that the effect did not happen. */
    record Failed(String reason, @Nullable Throwable cause) implements Verdict {}

    /** The effect may have happened, and there is nobody to ask. */
    record InDoubt(String reason, @Nullable Throwable cause) implements Verdict {}
}
