package dev.opjournal.benchmarks.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry as databind reads and writes it. Reads the journal's lines too, without their seal. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReferenceEntry(
        @JsonProperty("op_id") String opId,
        @JsonProperty("kind") String kind,
        @JsonProperty("target") @Nullable String target,
        @JsonProperty("params") @Nullable Map<String, String> params,
        @JsonProperty("task") @Nullable String task,
        @JsonProperty("state") String state,
        @JsonProperty("idemp_key") @Nullable String key,
        @JsonProperty("at") String at) {

    ReferenceEntry next(String newState, String newTask, String now) {
        return new ReferenceEntry(opId, kind, target, params, newTask, newState, key, now);
    }
}
