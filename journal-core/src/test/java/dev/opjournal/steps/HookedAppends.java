package dev.opjournal.steps;

import dev.opjournal.Journal;
import dev.opjournal.JournalEntry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** A real journal that hands each append to somebody who may wait, or throw in its place, before it is written. */
final class HookedAppends {
    private HookedAppends() {}

    @SuppressWarnings("unchecked")
    static Journal over(Journal real, Consumer<List<JournalEntry>> hook) {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        hook.accept((List<JournalEntry>) arguments[0]);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
