package dev.opjournal.spring.metrics;

import dev.opjournal.Operation;
import dev.opjournal.OperationBody;
import java.util.function.Consumer;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the operation into the MDC of the logging system while its body runs, and while a recovery handler settles it: so each
 * line that is logged meanwhile, by whomever, names it. Afterwards the MDC is as it was. Of {@code executeAsync} the body is what
 * makes the stage: what other threads log is for whoever hands the MDC on to them.
 */
public final class JournalMdc implements JournalInterceptor {
    /** The key of the operation's id. */
    public static final String OP_ID = "journal.opId";

    /** The key of the operation's kind. */
    public static final String KIND = "journal.kind";

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        @Nullable Object[] arguments = call.getArguments();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof OperationBody<?, ?> body) {
                arguments[i] = namedWhileRun(body);
            } else if (arguments[i] instanceof Consumer<?> work) {
                arguments[i] = namedWhileDone(work);
            }
        }
        return call.proceed();
    }

    private static <T extends @Nullable Object, E extends Exception> OperationBody<T, E> namedWhileRun(
            OperationBody<T, E> body) {
        return operation -> {
            Names before = Names.put(operation);
            try {
                return body.run(operation);
            } finally {
                before.restore();
            }
        };
    }

    @SuppressWarnings("unchecked") // the only consumer that a journal takes
    private static Consumer<Operation> namedWhileDone(Consumer<?> work) {
        return operation -> {
            Names before = Names.put(operation);
            try {
                ((Consumer<Operation>) work).accept(operation);
            } finally {
                before.restore();
            }
        };
    }

    /** What stood in the MDC: that of another operation, if one body runs in another. */
    private record Names(@Nullable String opId, @Nullable String kind) {
        static Names put(Operation operation) {
            Names before = new Names(MDC.get(OP_ID), MDC.get(KIND));
            new Names(operation.opId(), operation.kind()).restore();
            return before;
        }

        void restore() {
            restore(OP_ID, opId);
            restore(KIND, kind);
        }

        private static void restore(String key, @Nullable String value) {
            if (value == null) {
                MDC.remove(key);
            } else {
                MDC.put(key, value);
            }
        }
    }
}
