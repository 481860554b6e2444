package dev.opjournal.spring.aop;

import dev.opjournal.Journal;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.AopProxyUtils;

/** The advice: lets the journal run the method as the body of an operation. */
final class JournaledInterceptor implements MethodInterceptor {
    private final JournaledMethods methods;
    private final Supplier<Journal> journal;

    JournaledInterceptor(JournaledMethods methods, Supplier<Journal> journal) {
        this.methods = methods;
        this.journal = journal;
    }

    void askForJournal() {
        Journal unused = journal.get();
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        Class<?> beanClass =
                target == null ? invocation.getMethod().getDeclaringClass() : AopProxyUtils.ultimateTargetClass(target);
        JournaledMethod method = methods.find(invocation.getMethod(), beanClass);
        return method == null ? invocation.proceed() : run(method, invocation);
    }

    @SuppressWarnings("NullAway") // a lambda's null is allowed by the type argument, @Nullable Object
    private @Nullable Object run(JournaledMethod method, MethodInvocation invocation) throws Exception {
        OperationSpec spec = method.spec(invocation.getArguments());
        OperationBody<@Nullable Object, Exception> body = operation -> {
            ((ProxyMethodInvocation) invocation).setArguments(method.with(operation, invocation.getArguments()));
            return proceed(invocation);
        };
        return switch (method.answer()) {
            case AT_RETURN -> journal.get().execute(spec, method.resultType(), body);
            case STAGE ->
                journal.get().executeAsync(spec, method.resultType(), operation -> stage(body.run(operation)));
            case FUTURE ->
                CompletableFuture.completedFuture(
                        journal.get().execute(spec, method.resultType(), operation -> await(body.run(operation))));
        };
    }

    private static @Nullable Object proceed(MethodInvocation invocation) throws Exception {
        try {
            return invocation.proceed();
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable neither) {
            throw new UndeclaredThrowableException(neither);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // the return type is CompletionStage or CompletableFuture; execute refuses null
    private static CompletionStage<@Nullable Object> stage(@Nullable Object returned) {
        return (CompletionStage<@Nullable Object>) returned;
    }

    /** Only an {@code @Async} method returns a future as such, and its thread would wait for it anyway. */
    private static @Nullable Object await(@Nullable Object future) throws Exception {
        try {
            return future == null ? null : ((Future<?>) future).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }
}
