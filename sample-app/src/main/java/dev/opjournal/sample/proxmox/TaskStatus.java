package dev.opjournal.sample.proxmox;

/** What Proxmox VE says of a task. */
public sealed interface TaskStatus {
    /** It has not ended. */
    record Running() implements TaskStatus {}

    /** It ended well, perhaps with warnings. */
    record Succeeded() implements TaskStatus {}

    /** It ended with an error. */
    record Failed(String error) implements TaskStatus {}

    /** It does not run, and how it ended cannot be told: its log is gone, or broke off when the node went down. */
    record Lost(String why) implements TaskStatus {}
}
