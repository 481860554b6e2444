package dev.opjournal.sample.simulator;

/** A task that cannot be begun; the message says why as Proxmox VE says it. */
final class TaskRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskRefusedException(String message) {
        super(message);
    }
}
