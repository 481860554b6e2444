package dev.opjournal.steps;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One step, as its action, its check and its compensation see it. Valid until they return. */
public interface StepContext {
    /** The id of the whole operation. */
    String opId();

    /**
     * The id of this step. The same over retries and crashes, and another for its compensation, so that an outside world that
     * takes idempotency keys can be handed it as one.
     */
    String stepId();

    /** What the whole operation acts on; empty if it has no target. */
    String target();

    /** The params of the whole operation. */
    Map<String, String> params();

    /**
     * A param of the whole operation.
     *
     * @throws IllegalArgumentException if it has none of that name
     */
    String param(String name);

    /**
     * Records the id by which the outside world knows the work of this step. With it the step is asked about after a crash, and
     * not repeated. Durable when it returns.
     */
    void taskRunning(String task);

    /** The id by which the outside world knows the work, if this step has recorded one. */
    Optional<String> task();

    /** Gives this step a result, which is recorded as JSON when the step ends; that of the last step is the operation's. */
    void result(@Nullable Object result);

    /**
     * The result of a step that has ended, as it was recorded.
     *
     * @param step the name of one that comes before this
     * @return null if it gave none, or recovery settled the step without it
     * @throws IllegalArgumentException if there is no such step, or it has not ended
     * @throws dev.opjournal.ResultUnavailableException if its result was too large to be recorded, or is of another type
     */
    <T extends @Nullable Object> T resultOf(String step, Class<T> type);

    /** The same for a type that a class cannot name, {@code List<Disk>} for one. */
    @Nullable
    Object resultOf(String step, Type type);
}
