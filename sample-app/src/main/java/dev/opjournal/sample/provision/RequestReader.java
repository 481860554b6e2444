package dev.opjournal.sample.provision;

import dev.opjournal.sample.vms.BadRequestException;
import dev.opjournal.sample.vms.SettingsReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the bodies of requests; what it does not know it refuses with {@link BadRequestException}. */
final class RequestReader {
    private static final String TEMPLATE = "template";
    private static final String NAME = "name";
    private static final String SETTINGS = "settings";
    private static final String SNAPSHOT = "snapshot";

    private static final Pattern VMID = Pattern.compile("[1-9][0-9]{2,8}");
    private static final Pattern DNS_NAME = Pattern.compile("(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
            + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");
    private static final Pattern SNAPSHOT_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{1,39}");

    private final SettingsReader settings = new SettingsReader();

    /** Reads {@code {"template": "100", "name": "web1", "settings": {"cores": 2}}}; only the template is needed. */
    ProvisionRequest provision(InputStream body) throws IOException {
        JsonNode json = object(body, Set.of(TEMPLATE, NAME, SETTINGS));
        Optional<String> name = json.has(NAME) ? Optional.of(text(json, NAME, DNS_NAME)) : Optional.empty();
        return new ProvisionRequest(text(json, TEMPLATE, VMID), name, settings(json));
    }

    private Map<String, String> settings(JsonNode json) {
        if (!json.has(SETTINGS)) {
            return Map.of();
        }
        Map<String, String> read = settings.settings(json.path(SETTINGS));
        if (read.containsKey("description")) {
            throw new BadRequestException(
                    "\"description\" cannot be set: until the VM runs it says which operation made it.");
        }
        return read;
    }

    /** Reads {@code {"snapshot": "before-upgrade"}}. */
    String restore(InputStream body) throws IOException {
        return text(object(body, Set.of(SNAPSHOT)), SNAPSHOT, SNAPSHOT_NAME);
    }

    private JsonNode object(InputStream body, Set<String> fields) throws IOException {
        JsonNode json = settings.parse(SettingsReader.bytes(body));
        if (!json.isObject()
                || !json.properties().stream().map(Map.Entry::getKey).allMatch(fields::contains)) {
            throw new BadRequestException("The body must be a JSON object with no other fields than " + fields + ".");
        }
        return json;
    }

    private static String text(JsonNode json, String field, Pattern form) {
        JsonNode value = json.path(field);
        String text = value.isString() || value.isIntegralNumber() ? value.asString() : "";
        if (!form.matcher(text).matches()) {
            throw new BadRequestException("\"" + field + "\" is missing, or is not what Proxmox VE takes for one.");
        }
        return text;
    }
}
