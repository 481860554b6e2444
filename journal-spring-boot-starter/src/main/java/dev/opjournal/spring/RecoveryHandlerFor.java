package dev.opjournal.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a bean's method the {@link dev.opjournal.recovery.RecoveryHandler} of a kind. It takes the interrupted
 * {@link dev.opjournal.Operation}, answers a {@link dev.opjournal.recovery.RecoveryDecision}, and may throw.
 *
 * <pre>{@code
 * @RecoveryHandlerFor("card.charge")
 * RecoveryDecision chargeCutOff(Operation charge) {
 *     return bank.find(charge.idempotencyKey().orElseThrow())
 *             .map(RecoveryDecision::succeeded)
 *             .orElseGet(() -> RecoveryDecision.failed("The bank knows of no such charge."));
 * }
 * }</pre>
 *
 * <p>The bean is asked for when the first operation is to be settled. It is called as other beans call it, through its proxy
 * if it has one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Reflective
public @interface RecoveryHandlerFor {
    /** The kind of operation that the method settles. */
    String value();
}
