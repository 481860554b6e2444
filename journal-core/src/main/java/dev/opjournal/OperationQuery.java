package dev.opjournal;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operations to look for: those whose newest entries have all that is named here. Immutable: each method answers a new
 * query.
 *
 * <pre>{@code
 * journal.find(OperationQuery.newest(20).state(OpState.FAILED).kind("vm.start"))
 * }</pre>
 *
 * @param limit how many are answered at most, from 1 to {@value #MOST}
 * @param states the states that are looked for; all when empty
 * @param kind null for every kind
 * @param target null for every target; empty for those without one
 * @param idempotencyKey null for all, with and without a key
 * @param opId null for every id
 */
public record OperationQuery(
        int limit,
        Set<OpState> states,
        @Nullable String kind,
        @Nullable String target,
        @Nullable String idempotencyKey,
        @Nullable String opId) {

    /** The largest limit. */
    public static final int MOST = 10_000;

    public OperationQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be from 1 to " + MOST + ", but is " + limit);
        }
        states = Set.copyOf(states);
    }

    /** The newest of all operations. */
    public static OperationQuery newest(int limit) {
        return new OperationQuery(limit, Set.of(), null, null, null, null);
    }

    /** Only those in this state, or in one that was named before. */
    public OperationQuery state(OpState state) {
        Set<OpState> both = EnumSet.of(state);
        both.addAll(states);
        return states(both);
    }

    /** Only those in these states; in every state when empty. */
    public OperationQuery states(Collection<OpState> only) {
        return new OperationQuery(limit, Set.copyOf(only), kind, target, idempotencyKey, opId);
    }

    public OperationQuery kind(String only) {
        return new OperationQuery(limit, states, Objects.requireNonNull(only, "kind"), target, idempotencyKey, opId);
    }

    public OperationQuery target(String only) {
        return new OperationQuery(limit, states, kind, Objects.requireNonNull(only, "target"), idempotencyKey, opId);
    }

    public OperationQuery idempotencyKey(String only) {
        return new OperationQuery(limit, states, kind, target, Objects.requireNonNull(only, "idempotencyKey"), opId);
    }

    public OperationQuery opId(String only) {
        return new OperationQuery(limit, states, kind, target, idempotencyKey, Objects.requireNonNull(only, "opId"));
    }

    /** Whether operations in this state are looked for. */
    public boolean asksFor(OpState state) {
        return states.isEmpty() || states.contains(state);
    }

    /** Whether an operation with this newest entry is looked for. */
    public boolean matches(JournalEntry newest) {
        return asksFor(newest.state())
                && (kind == null || kind.equals(newest.kind()))
                && (target == null || target.equals(newest.target()))
                && (idempotencyKey == null
                        || idempotencyKey.equals(newest.idempotencyKey().orElse(null)))
                && (opId == null || opId.equals(newest.opId()));
    }

    /** Without the key, which may be a secret of whoever made the request. */
    @Override
    public String toString() {
        return "the newest " + limit + " operations"
                + (states.isEmpty() ? "" : " in " + states)
                + (kind == null ? "" : " of kind " + kind)
                + (target == null ? "" : " on " + target)
                + (opId == null ? "" : " with id " + opId);
    }
}
