package dev.opjournal.spring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the starter tells editors of its properties: the file that the build generates. */
public final class Metadata {
    private static final Path FILE = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    private final JsonNode json;

    private Metadata(JsonNode json) {
        this.json = json;
    }

    public static Metadata read() throws IOException {
        try (InputStream file = Files.newInputStream(FILE)) {
            return new Metadata(JsonMapper.shared().readTree(file));
        }
    }

    /** By name. */
    public Map<String, JsonNode> properties() {
        Map<String, JsonNode> properties = new TreeMap<>();
        json.path("properties")
                .forEach(property -> properties.put(property.path("name").asString(), property));
        return properties;
    }

    /** The values that are offered for properties, by their names. */
    public Map<String, List<String>> hints() {
        Map<String, List<String>> hints = new TreeMap<>();
        for (JsonNode hint : json.path("hints")) {
            hints.put(
                    hint.path("name").asString(),
                    hint.path("values")
                            .valueStream()
                            .map(value -> value.path("value").asString())
                            .toList());
        }
        return hints;
    }
}
