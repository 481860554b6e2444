package dev.opjournal.spring.metrics;

import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.function.SingletonSupplier;

/**
 * Observes each {@code execute} and {@code executeAsync}, from the call until its outcome is recorded, so that a trace has a span for it with the
 * operation's id, and what the body calls becomes part of that span.
 */
public final class JournalObservations implements JournalInterceptor, SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(JournalObservations.class);

    private final JournalObservationConvention byDefault = new DefaultJournalObservationConvention();
    private final SingletonSupplier<Observer> observer;

    private record Observer(
            ObservationRegistry registry, @Nullable JournalObservationConvention convention) {}

    /**
     * For a registry. Both are asked at the first call, since a journal is made before a registry can be; at the latest when
     * all beans are there.
     *
     * @param registry where observations go
     * @param convention what takes the place of the default one; answers null if nothing does
     */
    public JournalObservations(
            Supplier<ObservationRegistry> registry,
            Supplier<? extends @Nullable JournalObservationConvention> convention) {
        this.observer = SingletonSupplier.of(() -> new Observer(registry.get(), convention.get()));
    }

    // A bean's last words would be refused where nobody had asked before: in a context that closes no bean can be made.
    @Override
    public void afterSingletonsInstantiated() {
        Observer unused = observer.obtain();
    }

    @Override
    @SuppressWarnings("NullAway") // what is observed may answer null
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        @Nullable Object[] arguments = call.getArguments();
        int last = arguments.length - 1;
        if (last < 1
                || !(arguments[0] instanceof OperationSpec spec)
                || !(arguments[last] instanceof OperationBody<?, ?> body)) {
            return call.proceed();
        }
        Observer known = observer.obtain();
        if (known.registry().isNoop()) {
            return call.proceed();
        }
        JournalObservationContext context = new JournalObservationContext(spec);
        arguments[last] = toldTo(context, body);
        Observation observation =
                Observation.createNotStarted(known.convention(), byDefault, () -> context, known.registry());
        return call.getMethod().getReturnType() == CompletableFuture.class
                ? observeUntilRecorded(call, context, observation)
                : observation.observeChecked(() -> proceed(call, context));
    }

    /** What is answered completes when the observation has ended. */
    private static CompletableFuture<?> observeUntilRecorded(
            MethodInvocation call, JournalObservationContext context, Observation observation) throws Throwable {
        observation.start();
        CompletableFuture<?> recorded;
        Observation.Scope whileCalled = observation.openScope();
        try {
            recorded = (CompletableFuture<?>) Objects.requireNonNull(call.proceed());
        } catch (Throwable failure) {
            whileCalled.close();
            end(context, observation, failure);
            throw failure;
        }
        whileCalled.close();
        CompletableFuture<@Nullable Object> observed = new CompletableFuture<>();
        CompletableFuture<?> unused = recorded.whenComplete((result, failure) -> {
            endQuietly(context, observation, failure == null ? null : cause(failure));
            if (failure == null) {
                observed.complete(result);
            } else {
                observed.completeExceptionally(failure);
            }
        });
        return observed;
    }

    /** Whoever waits for the outcome must hear of it, whatever handlers of observations do. */
    private static void endQuietly(
            JournalObservationContext context, Observation observation, @Nullable Throwable failure) {
        try {
            end(context, observation, failure);
        } catch (RuntimeException | Error notEnded) {
            log.warn(
                    "The observation of an operation of kind {} could not be ended; the outcome stands as recorded",
                    context.spec().kind(),
                    notEnded);
        }
    }

    /** What went wrong, and not the wrapping of the stage that it came by. */
    private static Throwable cause(Throwable failure) {
        Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
        return wrapped == null ? failure : wrapped;
    }

    private static void end(JournalObservationContext context, Observation observation, @Nullable Throwable failure) {
        if (failure != null) {
            observation.error(failure);
        }
        context.over();
        observation.stop();
    }

    private static <T extends @Nullable Object, E extends Exception> OperationBody<T, E> toldTo(
            JournalObservationContext context, OperationBody<T, E> body) {
        return operation -> {
            context.begun(operation);
            return body.run(operation);
        };
    }

    private static @Nullable Object proceed(MethodInvocation call, JournalObservationContext context) throws Throwable {
        try {
            return call.proceed();
        } finally {
            context.over();
        }
    }
}
