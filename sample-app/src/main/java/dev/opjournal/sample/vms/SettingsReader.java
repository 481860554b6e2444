package dev.opjournal.sample.vms;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads small bodies of strict JSON, and a VM's settings from an object of texts, numbers and booleans. */
public final class SettingsReader {
    /** What fits into one entry of the journal, and more than a VM's settings ever take. */
    public static final int MAX_BYTES = 32 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    /** Parameters of the call that are no settings of the VM: recovery could not see whether they took effect. */
    private static final Set<String> NO_SETTINGS =
            Set.of("background_delay", "delete", "digest", "force", "import-working-storage", "revert", "skiplock");

    private final ObjectReader reader = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    /**
     * Reads settings.
     *
     * @return at least one, in the order given; booleans become 1 and 0, as Proxmox VE has them
     * @throws BadRequestException if it is anything else
     */
    Map<String, String> read(InputStream body) throws IOException {
        return settings(parse(bytes(body)));
    }

    /**
     * The bytes of a body, as they came.
     *
     * @throws BadRequestException if they are more than {@link #MAX_BYTES}
     */
    public static byte[] bytes(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new BadRequestException("The body takes more than " + MAX_BYTES + " bytes.");
        }
        return bytes;
    }

    /** As {@link #read}, of what was parsed before. */
    public Map<String, String> settings(JsonNode json) {
        if (!json.isObject() || json.isEmpty()) {
            throw new BadRequestException("Settings must be a JSON object with at least one setting.");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> setting : json.properties()) {
            settings.put(name(setting.getKey()), value(setting.getKey(), setting.getValue()));
        }
        return settings;
    }

    /**
     * The JSON of a body: one value without doubled fields, and nothing behind it.
     *
     * @throws BadRequestException if it is anything else
     */
    public JsonNode parse(byte[] bytes) {
        try {
            return reader.readValue(bytes);
        } catch (JacksonException e) {
            throw new BadRequestException("The body is not JSON: " + e.getOriginalMessage());
        }
    }

    /**
     * The name of a setting, as it came.
     *
     * @throws BadRequestException if it is none
     */
    public static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadRequestException(
                    "\"" + (name.length() > 80 ? name.substring(0, 80) + "…" : name) + "\" is no name of a setting.");
        }
        if (NO_SETTINGS.contains(name)) {
            throw new BadRequestException("\"" + name + "\" is a parameter of the call, not a setting of the VM.");
        }
        return name;
    }

    private static String value(String name, JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "1" : "0";
        }
        if (value.isString() || value.isNumber()) {
            return value.asString();
        }
        throw new BadRequestException("The value of \"" + name + "\" must be a text, a number or a boolean.");
    }
}
