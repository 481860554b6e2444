package dev.opjournal.sample.proxmox;

import org.jspecify.annotations.Nullable;

/** No connection came about, so that nothing was sent: this call had no effect. */
public final class NotSentException extends ProxmoxException {
    private static final long serialVersionUID = 1L;

    NotSentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
