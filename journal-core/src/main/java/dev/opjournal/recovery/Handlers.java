package dev.opjournal.recovery;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The handler of each kind. */
final class Handlers {
    private final Map<String, RecoveryHandler> byKind = new HashMap<>();

    Handlers(Collection<? extends RecoveryHandler> handlers) {
        for (RecoveryHandler handler : handlers) {
            String kind = handler.kind();
            if (kind == null || kind.isEmpty()) {
                throw new IllegalArgumentException("The recovery handler " + name(handler)
                        + " names no kind. Let kind() answer the kind that its" + " operations begin with.");
            }
            RecoveryHandler other = byKind.putIfAbsent(kind, handler);
            if (other != null) {
                throw new IllegalArgumentException("Kind " + kind + " has two recovery handlers, " + name(other)
                        + " and " + name(handler) + ". Keep one: an operation is settled once.");
            }
        }
    }

    Optional<RecoveryHandler> forKind(String kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    private static String name(RecoveryHandler handler) {
        return handler instanceof FunctionHandler function
                ? function.recoverer().getClass().getName()
                : handler.getClass().getName();
    }
}
