package dev.opjournal.sample.reconcile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is wished of one VM.
 *
 * @param power whether it is to run; null if that is left to others
 * @param settings the settings that it is to have, in the texts of Proxmox VE; all others are left to others
 */
public record Wish(@Nullable Power power, @DefaultValue Map<String, String> settings) {
    /** The name under which the power state stands beside the settings. */
    static final String POWER = "power";

    public Wish {
        Map<String, String> texts = new LinkedHashMap<>();
        settings.forEach((name, value) -> texts.put(name, proxmoxText(value)));
        settings = Collections.unmodifiableMap(texts);
    }

    /** YAML's booleans arrive as words; no setting has these words as its value. */
    private static String proxmoxText(String value) {
        return switch (value) {
            case "true" -> "1";
            case "false" -> "0";
            default -> value;
        };
    }

    /** Power state and settings, by name. */
    Map<String, String> items() {
        Map<String, String> items = new LinkedHashMap<>();
        if (power != null) {
            items.put(POWER, power.text());
        }
        items.putAll(settings);
        return items;
    }
}
