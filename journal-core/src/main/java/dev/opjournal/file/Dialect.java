package dev.opjournal.file;

/** The names of two fields in the file. Whichever is written, both are read. */
public enum Dialect {
    /** {@code target} and {@code task}. */
    STANDARD,
    /**
     * {@code vmid} and {@code upid}, so that the Go daemon for Proxmox VE can read what is written. {@code vmid} is a
     * JSON number there: an operation whose target is not a whole number from 0 to 999999999 is refused.
     */
    PROXMOX
}
