package dev.opjournal.sample.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HTTP answer with a JSON body. */
record Answer(int status, Object body) {
    /** What was asked for, wrapped as Proxmox VE wraps it. */
    static Answer data(Object data) {
        return new Answer(200, Map.of("data", data));
    }

    /** A refusal in the words of Proxmox VE. */
    static Answer error(int status, String message) {
        return new Answer(status, errorBody(message, null));
    }

    /** A parameter that Proxmox VE does not take. */
    static Answer badParameter(String name, String why) {
        return new Answer(400, errorBody("Parameter verification failed.", Map.of(name, why)));
    }

    /** A call that is not of the part of Proxmox VE that is simulated. */
    static Answer notImplemented(Request request) {
        return error(
                501, "Method '" + request.method() + " /" + String.join("/", request.path()) + "' not implemented");
    }

    private static Map<String, @Nullable Object> errorBody(String message, @Nullable Map<String, String> errors) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("data", null);
        body.put("message", message + "\n");
        if (errors != null) {
            body.put("errors", errors);
        }
        return body;
    }
}
