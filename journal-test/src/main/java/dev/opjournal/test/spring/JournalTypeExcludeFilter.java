package dev.opjournal.test.spring;

import dev.opjournal.JournalListener;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.FileJournalOptionsCustomizer;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Which components of the application take part in a {@link JournalTest}. Made by Spring, with the class of the test. */
final class JournalTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<JournalTest> {
    JournalTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return Set.of(RecoveryHandler.class, JournalListener.class, FileJournalOptionsCustomizer.class);
    }
}
