package dev.opjournal.sample.proxmox;

/** What became of a clone. */
public enum CloneStatus {
    /** There is no such VM, and no clone that could become it. */
    MISSING,
    /** It is being made, or may be: ask again. */
    RUNNING,
    /** It is there, whole. */
    DONE,
    /** The VM is something else: the clone was refused, since its vmid was taken. */
    OTHER
}
