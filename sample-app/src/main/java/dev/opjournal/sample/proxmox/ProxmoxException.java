package dev.opjournal.sample.proxmox;

import org.jspecify.annotations.Nullable;

/** A call to Proxmox VE that went wrong. Its subclasses tell what is known of the effect. */
public abstract sealed class ProxmoxException extends RuntimeException
        permits NotSentException, RefusedException, NoAnswerException {
    private static final long serialVersionUID = 1L;

    ProxmoxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
