package dev.opjournal.spring.aop;

import dev.opjournal.Operation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/** The arguments of a journaled method, by the names that expressions have for them. */
final class Arguments {
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    /** Looks members up once for all calls; the contexts of the calls take over what it has found. */
    private final StandardEvaluationContext members = new StandardEvaluationContext();

    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final List<String> operationNames = new ArrayList<>();
    private final @Nullable Integer operation;
    private final boolean named;

    /**
     * The arguments of a method.
     *
     * @param declared the method that has the annotation: the expressions use the names of its parameters
     */
    Arguments(Site site, Method declared) {
        @Nullable String @Nullable [] names = NAMES.getParameterNames(declared);
        Class<?>[] types = site.method().getParameterTypes();
        Integer found = null;
        for (int i = 0; i < types.length; i++) {
            List<String> namesOfOne = new ArrayList<>(List.of("p" + i, "a" + i));
            if (names != null && names[i] != null) {
                namesOfOne.add(0, names[i]);
            }
            if (types[i] != Operation.class) {
                for (String name : namesOfOne) {
                    positions.put(name, i);
                }
            } else if (found == null) {
                found = i;
                operationNames.addAll(namesOfOne);
            } else {
                throw site.refused(
                        "it has two parameters of type Operation, and an operation has one handle.",
                        "Keep one of them.");
            }
        }
        this.operation = found;
        this.named = names != null || types.length == 0;
    }

    /** Which parameter receives the handle, if one does. */
    @Nullable
    Integer operation() {
        return operation;
    }

    boolean has(String name) {
        return positions.containsKey(name);
    }

    /** What is to be said of a name that no argument has. */
    String problemWith(String name) {
        if (operationNames.contains(name)) {
            return "is the handle of the operation, which is there only once the operation has begun";
        }
        return "is no argument of the method, which has "
                + (positions.isEmpty() ? "none to name" : "#" + String.join(", #", positions.keySet()))
                + (named ? "" : " (the class was compiled without -parameters, so that names are not known)");
    }

    EvaluationContext context(@Nullable Object[] values) {
        StandardEvaluationContext context = new StandardEvaluationContext();
        members.applyDelegatesTo(context);
        positions.forEach((name, position) -> context.setVariable(name, values[position]));
        return context;
    }
}
