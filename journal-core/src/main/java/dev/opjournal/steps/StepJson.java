package dev.opjournal.steps;

import dev.opjournal.JournalEntry;
import dev.opjournal.ResultUnavailableException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Results of steps to JSON and back. */
final class StepJson {
    private final JsonMapper mapper;

    StepJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** What is recorded of a result: JSON text, or why there is none. The effect has happened, whatever the result is. */
    record Recorded(@Nullable String json, @Nullable String dropped) {
        void into(JournalEntry.Builder entry) {
            entry.result(json).resultDropped(dropped);
        }
    }

    Recorded write(@Nullable Object result) {
        try {
            return new Recorded(result == null ? null : mapper.writeValueAsString(result), null);
        } catch (JacksonException e) {
            return new Recorded(null, "it cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    @Nullable
    Object tree(@Nullable String json) {
        return json == null ? null : mapper.readTree(json);
    }

    @Nullable
    Object read(JournalEntry step, Type type) {
        if (step.resultDropped().isPresent()) {
            throw new ResultUnavailableException(
                    step,
                    "was not recorded: " + step.resultDropped().get(),
                    "Have the step answer less, an id for one, and ask the outside world for the rest.",
                    null);
        }
        String json = step.result().orElse(null);
        if (json == null) {
            return null;
        }
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (JacksonException e) {
            throw new ResultUnavailableException(
                    step, "cannot be read as " + type.getTypeName(), "Read it as what the step wrote.", e);
        }
    }
}
