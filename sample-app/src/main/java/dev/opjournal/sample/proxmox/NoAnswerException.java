package dev.opjournal.sample.proxmox;

import org.jspecify.annotations.Nullable;

/** The call went out, and no answer came or none that tells: whether it had its effect is not known. */
public final class NoAnswerException extends ProxmoxException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
