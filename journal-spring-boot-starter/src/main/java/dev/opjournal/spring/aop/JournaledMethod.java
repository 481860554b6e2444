package dev.opjournal.spring.aop;

import dev.opjournal.InvalidEntryException;
import dev.opjournal.Operation;
import dev.opjournal.OperationSpec;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;

/** What is known of a journaled method before it is called. */
final class JournaledMethod {
    /** When the outcome of a call is known. */
    enum Answer {
        /** When the method returns. */
        AT_RETURN,
        /** When the stage that it returns completes. */
        STAGE,
        /** When the future that it returns is done: for it waits the thread of an {@code @Async} method alone. */
        FUTURE
    }

    private final Site site;
    private final OperationSpec spec;
    private final Arguments arguments;
    private final @Nullable ArgumentExpression target;
    private final @Nullable ArgumentExpression key;
    private final @Nullable ArgumentExpression params;
    private final Answer answer;
    private final Type resultType;

    JournaledMethod(
            Site site,
            OperationSpec spec,
            Arguments arguments,
            @Nullable ArgumentExpression target,
            @Nullable ArgumentExpression key,
            @Nullable ArgumentExpression params,
            Answer answer,
            Type resultType) {
        this.site = site;
        this.spec = spec;
        this.arguments = arguments;
        this.target = target;
        this.key = key;
        this.params = params;
        this.answer = answer;
        this.resultType = resultType;
    }

    Site site() {
        return site;
    }

    Answer answer() {
        return answer;
    }

    /** The type of the result, as it is recorded and replayed. */
    Type resultType() {
        return resultType;
    }

    /**
     * The operation that a call asks for.
     *
     * @throws InvalidEntryException if the arguments leave open what it is
     */
    OperationSpec spec(@Nullable Object[] values) {
        if (arguments.operation() != null && values[arguments.operation()] != null) {
            throw new InvalidEntryException(
                    "the handle of the operation",
                    "was given to " + site + " by its caller",
                    "Pass null for it: the method receives the handle of the operation that the call begins.");
        }
        EvaluationContext context = arguments.context(values);
        OperationSpec asked = spec;
        if (target != null) {
            asked = asked.target(target.text(context).orElseThrow(() -> target.refused("is null", "Pass one.")));
        }
        if (params != null) {
            asked = asked.params(params.texts(context));
        }
        return key == null ? asked : asked.idempotencyKey(key(key, context));
    }

    /** A request without its key would be run as often as it is made, so a missing key is never taken for none. */
    private static String key(ArgumentExpression key, EvaluationContext context) {
        return key.text(context)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> key.refused(
                        "is null or empty",
                        "Pass one; for work that may be repeated have a method without idempotencyKey."));
    }

    /** The arguments with the handle among them, if the method takes it. */
    @Nullable
    Object[] with(Operation operation, @Nullable Object[] values) {
        if (arguments.operation() == null) {
            return values;
        }
        @Nullable Object[] all = values.clone();
        all[arguments.operation()] = operation;
        return all;
    }
}
