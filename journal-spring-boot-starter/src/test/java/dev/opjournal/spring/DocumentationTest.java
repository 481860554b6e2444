package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documentation says of properties is what the starter has. */
class DocumentationTest {
    private static final Path DOCUMENT = Path.of("../docs/spring-boot.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `((?:journal|management)\\.[a-z.-]+)` \\| (?:`([^`]*)`)? ?\\|");

    @Test
    void everyPropertyIsDocumentedWithItsDefault() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }

        assertThat(documented).isEqualTo(defaultsOfProperties());
    }

    @Test
    void everyPropertyIsDescribedForEditors() throws IOException {
        assertThat(metadata())
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.path("name").asString())
                        .isNotBlank());
    }

    private static Map<String, String> defaultsOfProperties() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        for (JsonNode property : metadata()) {
            defaults.put(
                    property.path("name").asString(),
                    property.path("defaultValue").asString(""));
        }
        return defaults;
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream json =
                Files.newInputStream(Path.of("target/classes/META-INF/spring-configuration-metadata.json"))) {
            return JsonMapper.builder().build().readTree(json).path("properties");
        }
    }
}
