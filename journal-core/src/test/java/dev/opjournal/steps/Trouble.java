package dev.opjournal.steps;

import java.util.List;

/** What goes wrong beside the crashes. */
enum Trouble {
    NONE,
    /** The last step is refused. */
    REFUSED,
    /** The third step has its effect, but no answer comes. */
    NO_ANSWER,
    /** The second step fails twice before it gets through. */
    RETRIED,
    /** The last step has its effect, but no answer comes, and at first nobody can tell. */
    CANNOT_TELL,
    /** The last step is refused, and the second is not undone at first. */
    NOT_UNDONE,
    /** Somebody cancels the operation while its third step runs, and behind each crash. */
    CANCELLED,
    /** The first crash was for a new version, which has the steps in another order. */
    REORDERED,
    /** The same with one that knows the second step by another name; behind the second crash the old one is back. */
    RENAMED;

    List<String> stepsInLife(int life) {
        if (this == REORDERED && life > 1) {
            return List.of("configure", "clone", "attach", "start");
        }
        return this == RENAMED && life == 2 ? List.of("clone", "settings", "attach", "start") : World.STEPS;
    }

    boolean succeedsWithoutACrash() {
        return switch (this) {
            case NONE, RETRIED, CANNOT_TELL, REORDERED, RENAMED -> true;
            case REFUSED, NO_ANSWER, NOT_UNDONE, CANCELLED -> false;
        };
    }
}
