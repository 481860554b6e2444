package dev.opjournal.spring.annotations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in a journal's file. */
final class Entries {
    private Entries() {}

    /** All entries of operations in their order; those of the journal itself are left out. */
    static List<JsonNode> in(Path journal) {
        try {
            return Files.readAllLines(journal).stream()
                    .filter(line -> line.startsWith("{"))
                    .map(line -> JsonMapper.shared().readTree(line.strip()))
                    .filter(entry -> !entry.path("kind").asString().startsWith("opjournal."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> states(Path journal) {
        return in(journal).stream().map(entry -> entry.path("state").asString()).toList();
    }

    static JsonNode last(Path journal) {
        List<JsonNode> entries = in(journal);
        return entries.get(entries.size() - 1);
    }
}
