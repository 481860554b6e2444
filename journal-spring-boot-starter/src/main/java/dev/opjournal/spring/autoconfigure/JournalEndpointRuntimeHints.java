package dev.opjournal.spring.autoconfigure;

import dev.opjournal.spring.actuate.CompactionDescriptor;
import dev.opjournal.spring.actuate.JournalDescriptor;
import dev.opjournal.spring.actuate.OperationDescriptor;
import dev.opjournal.spring.actuate.ProblemDescriptor;
import dev.opjournal.spring.actuate.RecoveryDescriptor;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image must keep so that the endpoint's answers can be written as JSON. Spring Boot sees to the types that
 * operations declare, and a web operation that answers one thing or another declares neither.
 */
final class JournalEndpointRuntimeHints implements RuntimeHintsRegistrar {
    private final BindingReflectionHintsRegistrar answers = new BindingReflectionHintsRegistrar();

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        answers.registerReflectionHints(
                hints.reflection(),
                JournalDescriptor.class,
                OperationDescriptor.class,
                RecoveryDescriptor.class,
                CompactionDescriptor.class,
                ProblemDescriptor.class);
    }
}
