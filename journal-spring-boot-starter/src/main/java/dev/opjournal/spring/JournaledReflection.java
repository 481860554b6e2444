package dev.opjournal.spring;

import dev.opjournal.Operation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;

/**
 * What a native image must keep of a journaled method: that it can be called, that its result can be written as JSON and read
 * back, and that expressions can ask its arguments; what they ask the answers, {@code #order.card.id}, is for the application.
 */
final class JournaledReflection implements ReflectiveProcessor {
    private final BindingReflectionHintsRegistrar results = new BindingReflectionHintsRegistrar();

    @Override
    public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
        // On another annotation it says nothing yet.
        if (element instanceof Method method) {
            hints.registerMethod(method, ExecutableMode.INVOKE);
            results.registerReflectionHints(hints, method.getGenericReturnType());
            for (Class<?> argument : method.getParameterTypes()) {
                if (argument != Operation.class) {
                    hints.registerType(argument, MemberCategory.INVOKE_PUBLIC_METHODS);
                }
            }
        }
    }
}
