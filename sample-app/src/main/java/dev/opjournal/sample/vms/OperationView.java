package dev.opjournal.sample.vms;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.opjournal.JournalEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The newest state of an operation as JSON; what is not known yet is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OperationView(
        String opId,
        String kind,
        String target,
        String state,
        @Nullable String task,
        @Nullable String error,
        Instant at) {

    static OperationView of(JournalEntry entry) {
        return new OperationView(
                entry.opId(),
                entry.kind(),
                entry.target(),
                entry.state().text(),
                entry.task().orElse(null),
                entry.error().orElse(null),
                entry.at());
    }
}
