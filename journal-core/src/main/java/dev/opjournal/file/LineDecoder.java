package dev.opjournal.file;

import dev.opjournal.JournalEntry;
import dev.opjournal.OpState;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads lines: any legal JSON object with the fields of {@link LineEncoder}, in either dialect and any order. Fields that
 * it does not know are skipped. Thread-safe.
 */
final class LineDecoder {
    /** What was written must be readable, however long or deep it is: bounds are for what comes in, not for what is there. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    /** What a line says, as far as it is there. */
    private static final class Fields {
        private @Nullable String opId;
        private @Nullable String kind;
        private @Nullable String target;
        private Map<String, String> params = Map.of();
        private @Nullable String task;
        private @Nullable String state;
        private @Nullable String key;
        private @Nullable String parent;
        private @Nullable String step;
        private @Nullable String result;
        private @Nullable String resultDropped;
        private @Nullable String error;
        private @Nullable Instant at;
        private long number;
    }

    /**
     * Reads one line, without its line end.
     *
     * @throws BadLineException if it is no JSON object, has more behind it, or lacks a part that every entry has
     */
    JournalEntry decode(byte[] bytes, int from, int to) throws BadLineException {
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLineException("it is no JSON object");
            }
            for (String name; (name = json.nextName()) != null; ) {
                json.nextToken();
                read(fields, name, json);
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new BadLineException("there is more behind the JSON object");
            }
        } catch (JacksonException | DateTimeException | NumberFormatException e) {
            throw new BadLineException("it cannot be read: " + e.getMessage());
        }
        return entry(fields);
    }

    private static void read(Fields fields, String name, JsonParser json) {
        switch (name) {
            case "op_id" -> fields.opId = text(json);
            case "kind" -> fields.kind = text(json);
            case "target", "vmid" -> fields.target = text(json);
            case "params" -> fields.params = params(json);
            case "task", "upid" -> fields.task = text(json);
            case "state" -> fields.state = text(json);
            case "idemp_key" -> fields.key = text(json);
            case "parent" -> fields.parent = text(json);
            case "step" -> fields.step = text(json);
            case "result" -> fields.result = json(json);
            case "result_dropped" -> fields.resultDropped = text(json);
            case "error" -> fields.error = text(json);
            case "at" -> fields.at = time(json);
            case "n" -> fields.number = json.getLongValue();
            default -> json.skipChildren();
        }
    }

    private static JournalEntry entry(Fields fields) throws BadLineException {
        if (fields.opId == null || fields.opId.isEmpty()) {
            throw new BadLineException("it has no op_id");
        }
        if (fields.kind == null) {
            throw new BadLineException("it has no kind");
        }
        // There are few kinds, and there may be many operations in flight.
        return JournalEntry.of(fields.opId, fields.kind.intern(), state(fields.state))
                .target(fields.target == null ? "" : fields.target)
                .params(fields.params)
                .task(emptyToNull(fields.task))
                .idempotencyKey(emptyToNull(fields.key))
                .parent(fields.parent)
                .step(fields.step)
                .result(fields.result)
                .resultDropped(fields.resultDropped)
                .error(fields.error)
                .at(fields.at)
                .recordNumber(fields.number)
                .build();
    }

    private static OpState state(@Nullable String text) throws BadLineException {
        for (OpState state : OpState.values()) {
            if (state.text().equals(text)) {
                return state;
            }
        }
        throw new BadLineException("its state is " + text);
    }

    /** The text of a scalar; null for JSON's null. A number stays as it is written. */
    private static @Nullable String text(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        return json.currentToken().isScalarValue() ? json.getString() : json(json);
    }

    private static Map<String, String> params(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return Map.of();
        }
        Map<String, String> params = new LinkedHashMap<>();
        for (String name; (name = json.nextName()) != null; ) {
            json.nextToken();
            String value = text(json);
            params.put(name, value == null ? "" : value);
        }
        return params;
    }

    private static String json(JsonParser json) {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            copy.copyCurrentStructureExact(json);
        }
        return text.toString();
    }

    private static @Nullable Instant time(JsonParser json) {
        String text = text(json);
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
