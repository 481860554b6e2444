package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.ResultUnavailableException;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Results of operations to JSON text and back. Thread-safe. */
final class Results {
    static final Recorded NONE = new Recorded(null, null);

    /** A result as it is recorded: as JSON text, or as a mark that says why it is not. */
    record Recorded(@Nullable String json, @Nullable String dropped) {
        void into(JournalEntry.Builder entry) {
            entry.result(json).resultDropped(dropped);
        }
    }

    private final JsonMapper mapper;
    private final int mostBytes;

    Results(JsonMapper mapper, int mostBytes) {
        this.mapper = mapper;
        this.mostBytes = mostBytes;
    }

    Recorded ofValue(@Nullable Object value) {
        if (value == null) {
            return NONE;
        }
        try {
            return ofJson(mapper.writeValueAsString(value));
        } catch (RuntimeException | Error e) {
            return new Recorded(null, "it cannot be written as JSON: " + EntryChecks.cut(String.valueOf(e), 200));
        }
    }

    /** Takes JSON text in whatever form; what is recorded has no white space between its tokens. */
    Recorded ofJson(String json) {
        String compact;
        try {
            compact = compact(json);
        } catch (JacksonException e) {
            return new Recorded(null, "it is not valid JSON: " + EntryChecks.cut(e.getOriginalMessage(), 200));
        } catch (NumberFormatException e) {
            return new Recorded(null, "it holds a number that is too large or too small");
        }
        int bytes = compact.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= mostBytes
                ? new Recorded(compact, null)
                : new Recorded(null, "it takes " + bytes + " bytes as JSON; at most " + mostBytes + " are recorded");
    }

    private String compact(String json) {
        StringWriter text = new StringWriter(json.length());
        try (JsonParser parser = mapper.createParser(json);
                JsonGenerator copy = JsonMapper.shared().createGenerator(text)) {
            parser.nextToken();
            copy.copyCurrentStructureExact(parser);
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "there is more behind the first value");
            }
        }
        return text.toString();
    }

    /** The result of an operation that succeeded before, for a caller who names its type. */
    @Nullable
    Object replay(JournalEntry entry, Type type) {
        // Whoever asks for nothing misses nothing, whatever a handle or recovery has recorded.
        if (type == void.class || type == Void.class) {
            return null;
        }
        String json = recorded(entry);
        if (json == null) {
            return none(entry, type);
        }
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (JacksonException e) {
            throw new ResultUnavailableException(
                    entry,
                    "cannot be read as " + type.getTypeName(),
                    "Read it as JSON from the entry, or keep the type readable from what it wrote before.",
                    e);
        }
    }

    /** Recovery may have settled an operation without the result that its body would have answered. */
    private static @Nullable Object none(JournalEntry entry, Type type) {
        if (type instanceof Class<?> named && named.isPrimitive()) {
            throw new ResultUnavailableException(
                    entry, "was not recorded, and " + named + " has no null", "Ask the outside world for it.", null);
        }
        return null;
    }

    /** The same for a caller who names none: only what JSON itself says the type of. */
    @Nullable
    Object replay(JournalEntry entry) {
        String json = recorded(entry);
        if (json == null) {
            return null;
        }
        JsonNode value = tree(entry, json);
        if (value.isString()) {
            return value.asString();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        throw new ResultUnavailableException(
                entry,
                "is a JSON " + value.getNodeType().name().toLowerCase(Locale.ROOT) + ", whose Java type is not known",
                "Call execute with the type of the result.",
                null);
    }

    private JsonNode tree(JournalEntry entry, String json) {
        try {
            return mapper.readTree(json);
        } catch (JacksonException e) {
            throw new ResultUnavailableException(entry, "cannot be read", "Read it as JSON text from the entry.", e);
        }
    }

    private static @Nullable String recorded(JournalEntry entry) {
        if (entry.resultDropped().isPresent()) {
            throw new ResultUnavailableException(
                    entry, "was not recorded: " + entry.resultDropped().get(), "Ask the outside world for it.", null);
        }
        return entry.result().orElse(null);
    }
}
