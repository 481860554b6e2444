package dev.opjournal.test.crash;

import org.jspecify.annotations.Nullable;

/** A schedule has not come to a good end. The message is a clause: "the invariant does not hold". */
final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String clause, @Nullable Throwable cause) {
        super(clause, cause);
    }

    String clause() {
        return String.valueOf(getMessage());
    }
}
