package dev.opjournal.steps;

import dev.opjournal.JournalEntry;
import dev.opjournal.ResultUnavailableException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.util.RawValue;

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
        } catch (RuntimeException | Error e) {
            return new Recorded(null, "it cannot be written as JSON: " + Reasons.of(e));
        }
    }

    /** What records the same when it is written once more, for whoever takes a value and no JSON. */
    @Nullable
    Object again(Recorded recorded) {
        if (recorded.dropped() != null) {
            return new Dropped(recorded.dropped());
        }
        return recorded.json() == null ? null : new RawValue(recorded.json());
    }

    /** A result that nobody has any more: that it cannot be written is how it is dropped again. */
    private record Dropped(String why) implements JacksonSerializable {
        @Override
        public void serialize(JsonGenerator json, SerializationContext context) {
            throw new IllegalStateException(why);
        }

        @Override
        public void serializeWithType(JsonGenerator json, SerializationContext context, TypeSerializer type) {
            serialize(json, context);
        }
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
