package dev.opjournal;

/** The states of an operation. The state of its newest entry is the operation's. */
public enum OpState {
    /** The operation was begun; whether the outside world heard of it is not known. */
    STARTED("started"),
    /** The outside world answered with a task of its own, which can be asked about. */
    TASK_RUNNING("task_running"),
    /** Ended: the effect happened. */
    SUCCEEDED("succeeded"),
    /** Ended: the effect did not happen, and somebody knows it. */
    FAILED("failed");

    private final String text;

    OpState(String text) {
        this.text = text;
    }

    /** The state as it stands in the file and in JSON, for example {@code task_running}. */
    public String text() {
        return text;
    }

    /** Whether an operation in this state has ended. */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED;
    }
}
