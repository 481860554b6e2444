package dev.opjournal.recovery;

import dev.opjournal.Operation;
import java.util.Objects;

/** What {@link RecoveryHandler#forKind} answers. */
record FunctionHandler(String kind, RecoveryHandler.Recoverer recoverer) implements RecoveryHandler {
    FunctionHandler {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(recoverer, "recoverer");
    }

    @Override
    public RecoveryDecision recover(Operation operation) throws Exception {
        return recoverer.recover(operation);
    }
}
