package dev.opjournal.benchmarks.opening;

import dev.opjournal.OpState;
import dev.opjournal.benchmarks.store.ReferenceEntry;
import dev.opjournal.benchmarks.store.ReferenceIndex;
import dev.opjournal.file.FileJournal;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** The ways to open the journal's own file. */
final class Openings {
    private static final String OWN = "opjournal:";
    private static final int BUFFER = 1 << 16;

    private Openings() {}

    /** As a user opens it; the close is not measured. */
    static long opjournal(Path path) {
        return FileJournal.open(path)
                .status()
                .counts()
                .getOrDefault(OpState.SUCCEEDED, 0L)
                .longValue();
    }

    /** As one would write it by hand, after the Go daemon: each line to an object, the newest of each operation in a map. */
    static long databind(Path path) throws IOException {
        ObjectReader reader = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readerFor(ReferenceEntry.class);
        ReferenceIndex index = new ReferenceIndex();
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (String line = lines.readLine(); line != null && line.startsWith("{"); line = lines.readLine()) {
                ReferenceEntry entry = reader.readValue(line);
                if (!entry.opId().startsWith(OWN)) {
                    index.add(entry);
                }
            }
        }
        return index.operations();
    }

    /** As one would write it for speed with a JSON library: token by token, keeping only what is in flight and which keys are applied. */
    static long streaming(Path path) throws IOException {
        Map<String, Boolean> inFlight = new HashMap<>();
        Map<String, String> applied = new HashMap<>();
        try (InputStream file = Files.newInputStream(path);
                JsonParser parser = new JsonFactory()
                        .createParser(ObjectReadContext.empty(), new BufferedInputStream(file, BUFFER))) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                line(parser, inFlight, applied);
            }
        }
        return inFlight.size();
    }

    private static void line(JsonParser parser, Map<String, Boolean> inFlight, Map<String, String> applied) {
        String opId = "";
        String state = "";
        String key = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "op_id" -> opId = parser.getString();
                case "state" -> state = parser.getString();
                case "idemp_key" -> key = parser.getString();
                default -> parser.skipChildren();
            }
        }
        keep(opId, state, key, inFlight, applied);
    }

    private static void keep(
            String opId,
            String state,
            @Nullable String key,
            Map<String, Boolean> inFlight,
            Map<String, String> applied) {
        if (!opId.startsWith(OWN)) {
            inFlight.put(opId, !state.equals("succeeded") && !state.equals("failed"));
            if (key != null && state.equals("succeeded")) {
                applied.put(key, opId);
            }
        }
    }

    /** The lines of a journal's file, without its own, for stores that are to hold the same. */
    static void lines(Path journal, LineTaker taker) throws Exception {
        try (BufferedReader lines = Files.newBufferedReader(journal)) {
            for (String line = lines.readLine(); line != null && line.startsWith("{"); line = lines.readLine()) {
                if (!line.startsWith("{\"op_id\":\"" + OWN)) {
                    taker.take(line.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    @FunctionalInterface
    interface LineTaker {
        void take(byte[] line) throws Exception;
    }
}
