package dev.opjournal.sample.proxmox;

import tools.jackson.databind.JsonNode;

/**
 * An answer of Proxmox VE.
 *
 * @param call what was asked, for messages
 * @param status the HTTP status
 * @param body the JSON, a missing node if there was none
 */
record Reply(String call, int status, JsonNode body) {
    private static final int MAX_MESSAGE = 500;

    boolean ok() {
        return status >= 200 && status < 300;
    }

    JsonNode data() {
        return body.path("data");
    }

    /** Why Proxmox VE refused, in its own words; empty if it gave none. */
    String message() {
        StringBuilder message =
                new StringBuilder(body.path("message").asString("").strip());
        body.path("errors").properties().forEach(error -> {
            message.append(message.isEmpty() ? "" : " ");
            message.append(error.getKey()).append(": ");
            message.append(error.getValue().asString("").strip());
        });
        return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message.toString();
    }

    /** The exception for an answer that is not what was asked for. */
    ProxmoxException unexpected() {
        String message = message();
        String text =
                "Proxmox VE answered " + call + " with HTTP " + status + (message.isEmpty() ? "." : ": " + message);
        return status >= 400 && status < 500 ? new RefusedException(text) : new NoAnswerException(text, null);
    }
}
