package dev.opjournal.cli;

import dev.opjournal.file.Verification;

/** What the process answers. Part of the interface: scripts branch on them. */
final class ExitCode {
    static final int WHOLE = 0;
    static final int TORN = 1;
    static final int DAMAGED = 2;
    static final int UNREADABLE = 3;
    static final int NOT_DONE = 4;
    static final int USAGE = 64;

    private ExitCode() {}

    static int of(Verification.Verdict verdict) {
        return switch (verdict) {
            case WHOLE, UNDER_WAY -> WHOLE;
            case TORN -> TORN;
            case DAMAGED -> DAMAGED;
        };
    }
}
