package dev.opjournal.recovery;

import dev.opjournal.Journal;
import dev.opjournal.Operation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A real journal in front of which calls fail as they are told to: those of the journal and those of its handles. */
final class FaultyJournal {
    private final Journal real;
    private final Map<String, Queue<Runnable>> hooks = new ConcurrentHashMap<>();
    private volatile RuntimeException failure;

    FaultyJournal(Journal real) {
        this.real = real;
    }

    /** The next call of the method throws; told again, the one after it too. */
    void failNext(String method, RuntimeException fault) {
        beforeNext(method, () -> {
            throw fault;
        });
    }

    /** As {@link #failNext} for anything that is to happen before the call. */
    void beforeNext(String method, Runnable hook) {
        hooks.computeIfAbsent(method, key -> new ConcurrentLinkedQueue<>()).add(hook);
    }

    /** Every call throws from now on. */
    void failFromNowOn(RuntimeException fault) {
        failure = fault;
    }

    /** Whether each fault told by {@link #failNext} was met. */
    boolean allFaultsWereMet() {
        return hooks.values().stream().allMatch(Queue::isEmpty);
    }

    Journal journal() {
        return faulty(Journal.class, real);
    }

    private <T> T faulty(Class<T> type, T target) {
        InvocationHandler calls = (proxy, method, arguments) -> {
            if (failure != null) {
                throw failure;
            }
            Runnable hook = hooks.getOrDefault(method.getName(), new ConcurrentLinkedQueue<>())
                    .poll();
            if (hook != null) {
                hook.run();
            }
            if (method.getName().equals("takeOver")) {
                @SuppressWarnings("unchecked")
                Consumer<Operation> work = (Consumer<Operation>) arguments[1];
                arguments[1] = (Consumer<Operation>) handle -> work.accept(faulty(Operation.class, handle));
            }
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }
}
