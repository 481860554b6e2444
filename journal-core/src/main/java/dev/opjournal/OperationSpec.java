package dev.opjournal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is to do, before it is begun. Immutable: each method answers a new spec, so that one may be kept
 * and varied.
 *
 * <pre>{@code
 * OperationSpec.of("vm.start").target("101").param("node", "pve1").idempotencyKey("job-7f3a")
 * }</pre>
 *
 * <p>The journal checks a spec when it is begun and refuses one that is out of bounds with
 * {@link InvalidEntryException}, before anything is written. All texts must be valid Unicode, and the whole must fit in the
 * journal's largest entry.
 */
public final class OperationSpec {
    private final String kind;
    private final @Nullable String opId;
    private final String target;
    private final Map<String, String> params;
    private final @Nullable String idempotencyKey;
    private final List<Class<? extends Throwable>> failOn;

    private OperationSpec(
            String kind,
            @Nullable String opId,
            String target,
            Map<String, String> params,
            @Nullable String idempotencyKey,
            List<Class<? extends Throwable>> failOn) {
        this.kind = kind;
        this.opId = opId;
        this.target = target;
        this.params = params;
        this.idempotencyKey = idempotencyKey;
        this.failOn = failOn;
    }

    /**
     * A spec of the given kind.
     *
     * @param kind what sort of operation it is; the recovery handler is found by it. 1 to 100 characters; kinds that begin
     *     with {@code opjournal.} are the journal's own.
     */
    public static OperationSpec of(String kind) {
        return new OperationSpec(Objects.requireNonNull(kind, "kind"), null, "", Map.of(), null, List.of());
    }

    /**
     * An id of the caller's choice, never used before in this journal, of 1 to 200 characters; ids that begin with
     * {@code opjournal:} are the journal's own. Without one the journal makes one.
     */
    public OperationSpec opId(String id) {
        return new OperationSpec(kind, Objects.requireNonNull(id, "opId"), target, params, idempotencyKey, failOn);
    }

    /** What the operation acts on, at most 500 characters. Recovery takes operations on one target one after the other. */
    public OperationSpec target(String newTarget) {
        return new OperationSpec(
                kind, opId, Objects.requireNonNull(newTarget, "target"), params, idempotencyKey, failOn);
    }

    /**
     * Adds one param, or replaces the value of one: at most 100, with names of 1 to 100 characters. Written to disk as it is,
     * unless the journal redacts params of that name.
     */
    public OperationSpec param(String name, String value) {
        return params(Map.of(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
    }

    /** Adds params, in the map's order, to those already there. */
    public OperationSpec params(Map<String, String> more) {
        return new OperationSpec(kind, opId, target, Params.with(params, more), idempotencyKey, failOn);
    }

    /**
     * Makes the request one-shot: of all attempts with this key, over all retries and restarts, one takes effect.
     * Without a key nothing is ever held back. 1 to 255 characters.
     */
    public OperationSpec idempotencyKey(String key) {
        return new OperationSpec(kind, opId, target, params, Objects.requireNonNull(key, "idempotencyKey"), failOn);
    }

    /**
     * Names exceptions that tell for certain that the effect did not happen, so that {@code execute} may record
     * {@code failed}, which frees the key. Subclasses count. {@link OperationFailedException} always does.
     */
    @SafeVarargs
    public final OperationSpec failOn(Class<? extends Throwable>... definiteFailures) {
        List<Class<? extends Throwable>> all = new ArrayList<>(failOn);
        for (Class<? extends Throwable> type : definiteFailures) {
            all.add(type);
        }
        return new OperationSpec(kind, opId, target, params, idempotencyKey, List.copyOf(all));
    }

    public String kind() {
        return kind;
    }

    public Optional<String> opId() {
        return Optional.ofNullable(opId);
    }

    /** What the operation acts on; empty if none was given. */
    public String target() {
        return target;
    }

    public Map<String, String> params() {
        return params;
    }

    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Whether the given failure of a body tells for certain that the effect did not happen. */
    public boolean isDefiniteFailure(Throwable failure) {
        return failure instanceof OperationFailedException
                || failOn.stream().anyMatch(type -> type.isInstance(failure));
    }

    @Override
    public String toString() {
        return kind + (target.isEmpty() ? "" : " on " + target);
    }
}
