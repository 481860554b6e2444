package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import dev.opjournal.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A real journal of a process that may die before each durable write, after it, and within it: of an append of several entries
 * each prefix may be what is left.
 */
final class CrashingJournal {
    private static final Set<String> WRITES =
            Set.of("begin", "taskRunning", "succeeded", "failed", "release", "append");

    private final CrashPoints points;

    CrashingJournal(CrashPoints points) {
        this.points = points;
    }

    Journal over(Journal real) {
        return crashing(Journal.class, real);
    }

    private <T> T crashing(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(target, method, arguments)));
    }

    private Object call(Object target, Method method, Object[] arguments) throws Throwable {
        points.ensureAlive();
        if (method.getName().equals("takeOver")) {
            @SuppressWarnings("unchecked")
            Consumer<Operation> work = (Consumer<Operation>) arguments[1];
            arguments[1] = (Consumer<Operation>) handle -> work.accept(crashing(Operation.class, handle));
        }
        boolean writes = WRITES.contains(method.getName());
        if (writes) {
            before(target, method, arguments);
        }
        Object answer = invoke(target, method, arguments);
        if (writes) {
            points.pass("after " + name(method, arguments));
        }
        return answer instanceof Operation operation ? crashing(Operation.class, operation) : answer;
    }

    private void before(Object target, Method method, Object[] arguments) {
        points.pass("before " + name(method, arguments));
        if (arguments != null && arguments[0] instanceof List<?> entries && target instanceof Journal journal) {
            for (int kept = 1; kept < entries.size(); kept++) {
                try {
                    points.pass("after " + kept + " of " + name(method, arguments));
                } catch (Crash crash) {
                    @SuppressWarnings("unchecked")
                    List<JournalEntry> prefix = (List<JournalEntry>) entries.subList(0, kept);
                    journal.append(prefix);
                    throw crash;
                }
            }
        }
    }

    private static String name(Method method, Object[] arguments) {
        return method.getName() + (arguments == null ? "" : " " + Arrays.toString(arguments));
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
