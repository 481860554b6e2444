package dev.opjournal;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One durable record of an operation's lifecycle. It is whole in itself: every entry repeats what the operation was
 * begun with, so that the newest entry of an operation tells all that is known of it.
 *
 * <p>Immutable. An entry that a journal hands out is on the device.
 */
public final class JournalEntry {
    private final String opId;
    private final String kind;
    private final String target;
    private final Map<String, String> params;
    private final @Nullable String task;
    private final OpState state;
    private final @Nullable String idempotencyKey;
    private final @Nullable String result;
    private final @Nullable String resultDropped;
    private final @Nullable String error;
    private final @Nullable String parent;
    private final @Nullable String step;
    private final @Nullable Instant at;
    private final long recordNumber;

    private JournalEntry(Builder builder) {
        this.opId = builder.opId;
        this.kind = builder.kind;
        this.target = builder.target;
        this.params = builder.params;
        this.task = builder.task;
        this.state = builder.state;
        this.idempotencyKey = builder.idempotencyKey;
        this.result = builder.result;
        this.resultDropped = builder.resultDropped;
        this.error = builder.error;
        this.parent = builder.parent;
        this.step = builder.step;
        this.at = builder.at;
        this.recordNumber = builder.recordNumber;
    }

    /** The same entry at another place in the order. */
    private JournalEntry(JournalEntry other, long recordNumber) {
        this.opId = other.opId;
        this.kind = other.kind;
        this.target = other.target;
        this.params = other.params;
        this.task = other.task;
        this.state = other.state;
        this.idempotencyKey = other.idempotencyKey;
        this.result = other.result;
        this.resultDropped = other.resultDropped;
        this.error = other.error;
        this.parent = other.parent;
        this.step = other.step;
        this.at = other.at;
        this.recordNumber = recordNumber;
    }

    /** Starts the entry that begins an operation: in state {@link OpState#STARTED}, with what the spec asks for. */
    public static Builder of(String opId, OperationSpec spec) {
        Builder builder = new Builder(opId, spec.kind(), OpState.STARTED);
        builder.target = spec.target();
        builder.params = spec.params();
        builder.idempotencyKey = spec.idempotencyKey().orElse(null);
        return builder;
    }

    /** Starts an entry with what every entry has. */
    public static Builder of(String opId, String kind, OpState state) {
        return new Builder(opId, kind, state);
    }

    /** The operation that this entry belongs to. */
    public String opId() {
        return opId;
    }

    /** What sort of operation it is, for example {@code vm.start}. */
    public String kind() {
        return kind;
    }

    /** What the operation acts on; empty if it was begun without a target. */
    public String target() {
        return target;
    }

    /** What the operation was asked to do, in the order given; unmodifiable. */
    public Map<String, String> params() {
        return params;
    }

    /** The id by which the outside world knows the work, once it has told one. */
    public Optional<String> task() {
        return Optional.ofNullable(task);
    }

    public OpState state() {
        return state;
    }

    /** The key of a one-shot request. */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** The result of a succeeded operation, as JSON text. */
    public Optional<String> result() {
        return Optional.ofNullable(result);
    }

    /** Why a result that was given is not recorded: it was too large, or could not be written as JSON. */
    public Optional<String> resultDropped() {
        return Optional.ofNullable(resultDropped);
    }

    /**
     * Why the operation failed or, while it is in flight, why its runner released it. On one that succeeded, what the person gave as
     * the reason who settled it in place of a handler.
     */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** The operation that this one is a step of. */
    public Optional<String> parent() {
        return Optional.ofNullable(parent);
    }

    /** The name of this operation among the steps of its parent. */
    public Optional<String> step() {
        return Optional.ofNullable(step);
    }

    /** When the entry was made, by the journal's clock; {@link Instant#EPOCH} for one that is not yet in a journal. */
    public Instant at() {
        return at == null ? Instant.EPOCH : at;
    }

    /**
     * The place of the entry in the order of all entries; 0 for one that is not yet in a journal. When the journal is
     * compacted, entries move up to later numbers and keep their order, so that the number of an entry that was read before
     * may be another now.
     */
    public long recordNumber() {
        return recordNumber;
    }

    /** Whether the operation had not ended with this entry. */
    public boolean isInFlight() {
        return !state.isTerminal();
    }

    /** Whether this entry says that the runner gave the operation up with its outcome unknown. */
    public boolean isRelease() {
        return isInFlight() && error != null;
    }

    /** The same entry at the given place in the order of all entries: for the journal that takes it. */
    public JournalEntry withRecordNumber(long number) {
        return new JournalEntry(this, number);
    }

    /** A builder that holds all of this entry, to make the next one of the same operation. */
    public Builder toBuilder() {
        Builder builder = new Builder(opId, kind, state);
        builder.target = target;
        builder.params = params;
        builder.task = task;
        builder.idempotencyKey = idempotencyKey;
        builder.result = result;
        builder.resultDropped = resultDropped;
        builder.error = error;
        builder.parent = parent;
        builder.step = step;
        builder.at = at;
        builder.recordNumber = recordNumber;
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JournalEntry entry
                && recordNumber == entry.recordNumber
                && opId.equals(entry.opId)
                && kind.equals(entry.kind)
                && target.equals(entry.target)
                && params.equals(entry.params)
                && Objects.equals(task, entry.task)
                && state == entry.state
                && Objects.equals(idempotencyKey, entry.idempotencyKey)
                && Objects.equals(result, entry.result)
                && Objects.equals(resultDropped, entry.resultDropped)
                && Objects.equals(error, entry.error)
                && Objects.equals(parent, entry.parent)
                && Objects.equals(step, entry.step)
                && at().equals(entry.at());
    }

    @Override
    public int hashCode() {
        return Objects.hash(opId, state, recordNumber);
    }

    /** Ids and state only: values of params, results and errors may be secrets, and text of this kind ends in logs. */
    @Override
    public String toString() {
        return kind + " " + opId + " " + state.text() + " (record " + recordNumber + ")";
    }

    /** Collects the parts of an entry. Not thread-safe. */
    public static final class Builder {
        private final String opId;
        private final String kind;
        private OpState state;
        private String target = "";
        private Map<String, String> params = Map.of();
        private @Nullable String task;
        private @Nullable String idempotencyKey;
        private @Nullable String result;
        private @Nullable String resultDropped;
        private @Nullable String error;
        private @Nullable String parent;
        private @Nullable String step;
        private @Nullable Instant at;
        private long recordNumber;

        private Builder(String opId, String kind, OpState state) {
            this.opId = Objects.requireNonNull(opId, "opId");
            this.kind = Objects.requireNonNull(kind, "kind");
            this.state = Objects.requireNonNull(state, "state");
        }

        public Builder state(OpState newState) {
            this.state = Objects.requireNonNull(newState, "state");
            return this;
        }

        public Builder target(String newTarget) {
            this.target = Objects.requireNonNull(newTarget, "target");
            return this;
        }

        /** Replaces all params; the map is copied. */
        public Builder params(Map<String, String> newParams) {
            this.params = Params.copy(newParams);
            return this;
        }

        public Builder task(@Nullable String newTask) {
            this.task = newTask;
            return this;
        }

        public Builder idempotencyKey(@Nullable String key) {
            this.idempotencyKey = key;
            return this;
        }

        /** The result as JSON text: one whole JSON value. */
        public Builder result(@Nullable String json) {
            this.result = json;
            return this;
        }

        public Builder resultDropped(@Nullable String why) {
            this.resultDropped = why;
            return this;
        }

        public Builder error(@Nullable String newError) {
            this.error = newError;
            return this;
        }

        public Builder parent(@Nullable String opIdOfParent) {
            this.parent = opIdOfParent;
            return this;
        }

        public Builder step(@Nullable String name) {
            this.step = name;
            return this;
        }

        /** Set by the journal that takes the entry; what a caller sets is kept only in a journal that is converted. */
        public Builder at(@Nullable Instant time) {
            this.at = time;
            return this;
        }

        /** Set by the journal that takes the entry. */
        public Builder recordNumber(long number) {
            this.recordNumber = number;
            return this;
        }

        public JournalEntry build() {
            return new JournalEntry(this);
        }
    }
}
