package dev.opjournal.spring;

import dev.opjournal.Operation;
import dev.opjournal.OperationFailedException;
import dev.opjournal.OperationSpec;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes each call of a bean's method an operation in the journal, as {@link dev.opjournal.Journal#execute} would.
 *
 * <pre>{@code
 * @Journaled(kind = "card.charge", target = "#order.id", idempotencyKey = "#key", failOn = CardDeclinedException.class)
 * public Receipt charge(Order order, String key) {
 *     return bank.charge(order.card(), order.amount(), key);
 * }
 * }</pre>
 *
 * <p>The operation is in the file before the method runs. When it returns, its result is recorded, and a later call with the
 * same key gets that result, as the method's return type, without the method being run. When it throws what
 * {@link #failOn} names, or {@link OperationFailedException}, the operation has failed; when it throws anything else, an
 * operation with a key is released, since the effect may have happened, and goes to recovery, and one without a key has
 * failed. What it throws is thrown on.
 *
 * <p>A method that answers a {@code CompletionStage} or {@code CompletableFuture} has its outcome recorded when that completes;
 * its caller's stage completes after that.
 *
 * <p>A parameter of type {@link Operation} receives the handle; callers pass null for it.
 *
 * <p>The expressions are in SpEL, over the arguments alone: {@code #name}, {@code #p0}, {@code #a0}. Whatever they leave to be
 * found out at the first call is refused when the application starts: an argument that the method does not have, a method that
 * no proxy can reach, a bean without its proxy. A call of one method of a bean by another of the same bean goes past the proxy
 * and is not journaled.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Reflective(JournaledReflection.class)
public @interface Journaled {
    /** What sort of operation it is, as it stands; see {@link OperationSpec#of}. */
    String kind();

    /** What the operation acts on, as an expression. A call for which it is null is refused. */
    String target() default "";

    /**
     * The key of a one-shot request, as an expression. A call for which it is null or empty is refused: without a key it would be
     * run as often as it is called. Leave this away for work that may be.
     */
    String idempotencyKey() default "";

    /**
     * What else the operation is asked to do, as an expression that gives a map: <code>{node: #node, cores: #size.cores}</code>,
     * or an argument that is one. What is null in it is left out.
     */
    String params() default "";

    /** Exceptions that tell for certain that the effect did not happen; see {@link OperationSpec#failOn}. */
    Class<? extends Throwable>[] failOn() default {};
}
