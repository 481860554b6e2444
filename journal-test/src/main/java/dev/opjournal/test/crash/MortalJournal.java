package dev.opjournal.test.crash;

import dev.opjournal.Journal;
import dev.opjournal.JournalClosedException;
import dev.opjournal.JournalListener;
import dev.opjournal.Operation;
import dev.opjournal.OperationBody;
import dev.opjournal.OperationSpec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real journal as the application sees it: once its process is dead every call throws {@link SimulatedCrash}, also the one in
 * which it died, and listeners hear nothing more. Operations without an id get a short one that is the same in each run.
 */
final class MortalJournal {
    private final Journal real;
    private final Life life;
    private final AtomicInteger ids;
    private final Map<Object, JournalListener> listeners = new ConcurrentHashMap<>();

    /**
     * A journal of one life.
     *
     * @param ids of operations, counted over all lives
     */
    MortalJournal(Journal real, Life life, AtomicInteger ids) {
        this.real = real;
        this.life = life;
        this.ids = ids;
    }

    Journal forApplication() {
        return mortal(Journal.class, real, SimulatedCrash.class);
    }

    /** Recovery stops without a word if its journal was closed. */
    Journal forRecovery() {
        return mortal(Journal.class, real, JournalClosedException.class);
    }

    private <T> T mortal(Class<T> type, T target, Class<? extends Throwable> death) {
        InvocationHandler handler = (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                ? ofObject(proxy, target, method, arguments)
                : call(target, method, arguments, death);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object call(
            Object target, Method method, Object @Nullable [] arguments, Class<? extends Throwable> death)
            throws Throwable {
        if (method.getName().equals("close") || method.getName().equals("status")) {
            return invoke(target, method, arguments);
        }
        ensureAlive(method, death);
        if (arguments != null) {
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = argument(method, arguments[i], death);
            }
        }
        try {
            return answer(invoke(target, method, arguments), death);
        } finally {
            ensureAlive(method, death);
        }
    }

    /** Who asks only what is known of an operation does nothing that a dead one could not. */
    private void ensureAlive(Method method, Class<? extends Throwable> death) {
        if (life.isDead() && death == JournalClosedException.class) {
            boolean writes = method.getDeclaringClass() == Operation.class && method.getReturnType() == void.class;
            if (!writes) {
                throw new JournalClosedException(real.status(0).path());
            }
        }
        life.ensureAlive();
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private @Nullable Object answer(@Nullable Object answer, Class<? extends Throwable> death) {
        if (answer instanceof Operation operation) {
            return mortal(Operation.class, operation, death);
        }
        return answer instanceof CompletableFuture<?> future ? mortal(future) : answer;
    }

    /** What would follow on it does not follow in a dead process. */
    private <T> CompletableFuture<T> mortal(CompletableFuture<T> future) {
        CompletableFuture<T> heard = new CompletableFuture<>();
        CompletableFuture<T> unused = future.whenComplete((result, failure) -> {
            if (life.isDead()) {
                heard.completeExceptionally(life.crash());
            } else if (failure != null) {
                heard.completeExceptionally(failure);
            } else {
                heard.complete(result);
            }
        });
        return heard;
    }

    @SuppressWarnings("unchecked") // as the journal declares them
    private @Nullable Object argument(Method method, @Nullable Object argument, Class<? extends Throwable> death) {
        if (argument instanceof OperationSpec spec && spec.opId().isEmpty()) {
            return spec.opId("#" + ids.incrementAndGet());
        }
        if (argument instanceof OperationBody<?, ?> body) {
            return (OperationBody<@Nullable Object, Exception>) operation -> body.run(alive(operation, death));
        }
        if (method.getName().equals("takeOver") && argument instanceof Consumer<?> work) {
            return (Consumer<Operation>) operation -> ((Consumer<Operation>) work).accept(alive(operation, death));
        }
        if (argument instanceof JournalListener listener) {
            return listeners.computeIfAbsent(listener, heard -> mortalListener(listener));
        }
        return argument;
    }

    /** Who died in the write before is not called back with the handle. */
    private Operation alive(Operation operation, Class<? extends Throwable> death) {
        life.ensureAlive();
        return mortal(Operation.class, operation, death);
    }

    /** A dead one hears nothing. */
    private JournalListener mortalListener(JournalListener listener) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(proxy, listener, method, arguments);
            }
            return life.isDead() ? null : invoke(listener, method, arguments);
        };
        return (JournalListener) Proxy.newProxyInstance(
                JournalListener.class.getClassLoader(), new Class<?>[] {JournalListener.class}, handler);
    }

    /** What is mortal is equal to itself alone, as what it stands for is. */
    @SuppressWarnings("ReferenceEquality")
    private static Object ofObject(Object proxy, Object target, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> target.toString();
        };
    }
}
