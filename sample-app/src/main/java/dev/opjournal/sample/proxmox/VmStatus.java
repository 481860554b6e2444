package dev.opjournal.sample.proxmox;

/** What Proxmox VE says of a VM. */
public enum VmStatus {
    RUNNING,
    STOPPED,
    /** The node has no such VM. */
    MISSING
}
