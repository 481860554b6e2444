package dev.opjournal;

import org.jspecify.annotations.Nullable;

/**
 * The call to the outside world, as {@link Journal#execute} runs it.
 *
 * @param <T> what it answers
 * @param <E> the checked exception it may throw
 */
@FunctionalInterface
public interface OperationBody<T extends @Nullable Object, E extends Exception> {
    /**
     * Makes the call.
     *
     * @param operation the handle of the operation, to record a task or the outcome before returning
     * @return the result to record
     */
    T run(Operation operation) throws E;
}
