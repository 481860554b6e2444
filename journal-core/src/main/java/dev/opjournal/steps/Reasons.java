package dev.opjournal.steps;

import dev.opjournal.JournalException;

/** Why something failed, as it is written down. */
final class Reasons {
    /** As much of a reason as goes into a param, of which a journal refuses what is too large. */
    private static final int MOST_CHARS = 200;

    private Reasons() {}

    /** What a failure says of itself, or its name if that is nothing; the code that says it is not ours, and may throw. */
    static String of(Throwable failure) {
        try {
            String message = failure instanceof JournalException journal ? journal.problem() : failure.getMessage();
            return message == null || message.isEmpty() ? failure.getClass().getName() : message;
        } catch (RuntimeException | Error unspeakable) {
            return failure.getClass().getName();
        }
    }

    /** A reason that no journal refuses: cut, and of valid Unicode. */
    static String bounded(String reason) {
        StringBuilder kept = new StringBuilder();
        reason.codePoints()
                .limit(MOST_CHARS)
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .forEach(kept::appendCodePoint);
        return reason.codePoints().skip(MOST_CHARS).findAny().isPresent()
                ? kept.append('…').toString()
                : kept.toString();
    }
}
