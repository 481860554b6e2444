package dev.opjournal;

import org.jspecify.annotations.Nullable;

/** What a journal throws. The message says what is wrong, with the values, and ends in what to do next. */
public abstract class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String action;

    /**
     * Two sentences for people.
     *
     * @param problem what is wrong, with the values
     * @param action what to do next; may be empty where a caller knows best
     */
    protected JournalException(String problem, String action, @Nullable Throwable cause) {
        super(action.isEmpty() ? problem : problem + " " + action, cause);
        this.problem = problem;
        this.action = action;
    }

    /** What is wrong, with the values. */
    public String problem() {
        return problem;
    }

    /** What to do next. */
    public String action() {
        return action;
    }
}
