package dev.opjournal.spring.actuate;

import dev.opjournal.JournalEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries as somebody may see them. Values are hidden, or shown as far as the application's {@link SanitizingFunction}s
 * let them through; these are asked with the name of a param, with {@code result} or {@code error} for the whole, and
 * with the name of each field inside a result.
 */
final class EntryView {
    // Plain Java values come out right through whichever JSON library the endpoint is served with; decimals keep their
    // digits.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Sanitizer sanitizer;

    EntryView(Iterable<SanitizingFunction> sanitizingFunctions) {
        this.sanitizer = new Sanitizer(sanitizingFunctions);
    }

    /** The entry with its operation's id, and what that is a step of, for a list of many operations. */
    EntryDescriptor inList(JournalEntry entry, boolean showValues) {
        return describe(true, entry, showValues);
    }

    /** The entry alone, for the history of one operation. */
    EntryDescriptor inHistory(JournalEntry entry, boolean showValues) {
        return describe(false, entry, showValues);
    }

    private EntryDescriptor describe(boolean named, JournalEntry entry, boolean showValues) {
        Map<String, Object> params = new LinkedHashMap<>();
        entry.params().forEach((name, value) -> params.put(name, sanitize(name, value, showValues)));
        return new EntryDescriptor(
                named ? entry.opId() : null,
                entry.state().text(),
                entry.at().toString(),
                entry.kind(),
                entry.target().isEmpty() ? null : entry.target(),
                entry.task().orElse(null),
                named ? entry.parent().orElse(null) : null,
                named ? entry.step().orElse(null) : null,
                params,
                entry.result()
                        .map(json -> sanitizeTree("result", read(json), showValues))
                        .orElse(null),
                entry.error().map(text -> sanitize("error", text, showValues)).orElse(null));
    }

    private @Nullable Object sanitize(String key, @Nullable Object value, boolean showValues) {
        return sanitizer.sanitize(new SanitizableData(null, key, value), showValues);
    }

    private @Nullable Object sanitizeTree(String key, @Nullable Object value, boolean showValues) {
        Object sanitized = sanitize(key, value, showValues);
        if (sanitized instanceof Map<?, ?> fields) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            fields.forEach((name, field) -> shown.put((String) name, sanitizeTree((String) name, field, showValues)));
            return shown;
        }
        if (sanitized instanceof List<?> elements) {
            List<@Nullable Object> shown = new ArrayList<>();
            elements.forEach(element -> shown.add(sanitizeTree(key, element, showValues)));
            return shown;
        }
        return sanitized;
    }

    // A number of a thousand digits, for one, is more than Jackson reads. As a text it would be shown with all its
    // fields, and nobody would be asked about these.
    private static @Nullable Object read(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JacksonException unreadable) {
            return SanitizableData.SANITIZED_VALUE;
        }
    }
}
