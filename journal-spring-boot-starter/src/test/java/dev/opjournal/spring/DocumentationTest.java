package dev.opjournal.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation says of properties is what the starter has. */
class DocumentationTest {
    private static final Path DOCUMENTS = Path.of("../docs");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `((?:journal|management)\\.[a-z.-]+)` \\| (?:`([^`]*)`)? ?\\|");

    @Test
    void everyPropertyIsDocumentedWithItsDefault() throws IOException {
        Map<String, Set<String>> defaults = new TreeMap<>();
        Metadata.read()
                .properties()
                .forEach((name, property) ->
                        defaults.put(name, Set.of(property.path("defaultValue").asString(""))));

        assertThat(documented()).isEqualTo(defaults);
    }

    /** The defaults that the tables of all documents give for a property, which should be one. */
    private static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        for (Path document : documents()) {
            Matcher row = ROW.matcher(Files.readString(document));
            while (row.find()) {
                String value = row.group(2) == null ? "" : row.group(2);
                documented
                        .computeIfAbsent(row.group(1), name -> new TreeSet<>())
                        .add(value);
            }
        }
        return documented;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(DOCUMENTS)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
