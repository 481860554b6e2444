package dev.opjournal.sample.proxmox;

/** Proxmox VE answered with a status of 400 to 499: it refused the call, which had no effect. */
public final class RefusedException extends ProxmoxException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message, null);
    }
}
