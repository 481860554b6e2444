package dev.opjournal.sample.jobs;

import dev.opjournal.sample.vms.BadRequestException;
import dev.opjournal.sample.vms.SettingsReader;
import dev.opjournal.sample.vms.VmAction;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;

/** Reads jobs. What it does not know it refuses: the signer meant something by it. */
final class JobReader {
    private static final List<String> FIELDS = List.of("nonce", "expires", "vmid", "action", "settings");

    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private static final int MOST_SHOWN = 80;

    private final SettingsReader reader = new SettingsReader();

    /**
     * Reads a job.
     *
     * @throws BadRequestException if it is none
     */
    Job read(byte[] body) {
        JsonNode json = reader.parse(body);
        if (!json.isObject()) {
            throw new BadRequestException("The body must be a JSON object.");
        }
        for (String field : json.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw new BadRequestException("A job has no field \"" + shown(field) + "\", only " + FIELDS + ".");
            }
        }
        VmAction action = action(text(json, "action"));
        return new Job(
                nonce(text(json, "nonce")),
                expires(text(json, "expires")),
                action,
                text(json, "vmid"),
                settings(action, json));
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isString()) {
            throw new BadRequestException("The field \"" + field + "\" of a job must be there, and be a text.");
        }
        return value.stringValue();
    }

    private static String nonce(String nonce) {
        if (!NONCE.matcher(nonce).matches()) {
            throw new BadRequestException("A nonce is 1 to 128 letters, digits, dots, hyphens and underscores.");
        }
        return nonce;
    }

    private static Instant expires(String time) {
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException e) {
            throw new BadRequestException(
                    "\"expires\" must be a time such as 2026-11-24T20:00:00Z, but is \"" + shown(time) + "\".");
        }
    }

    private static VmAction action(String action) {
        return switch (action) {
            case "start" -> VmAction.START;
            case "stop" -> VmAction.STOP;
            case "set_config" -> VmAction.SET_CONFIG;
            default ->
                throw new BadRequestException(
                        "\"action\" must be start, stop or set_config, but is \"" + shown(action) + "\".");
        };
    }

    private Map<String, String> settings(VmAction action, JsonNode json) {
        if (action == VmAction.SET_CONFIG) {
            return reader.settings(json.path("settings"));
        }
        if (json.has("settings")) {
            throw new BadRequestException("Only set_config has \"settings\".");
        }
        return Map.of();
    }

    private static String shown(String text) {
        return StringUtils.truncate(text, MOST_SHOWN);
    }
}
