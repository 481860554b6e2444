package dev.opjournal.test.spring;

import dev.opjournal.JournalListener;
import dev.opjournal.recovery.RecoveryHandler;
import dev.opjournal.spring.FileJournalOptionsCustomizer;
import dev.opjournal.spring.RecoveryHandlerFor;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Which components of the application take part in a {@link JournalTest}. Made by Spring, with the class of the test. */
final class JournalTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<JournalTest> {
    JournalTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return Set.of(RecoveryHandler.class, JournalListener.class, FileJournalOptionsCustomizer.class);
    }

    @Override
    protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory readers) throws IOException {
        return super.defaultInclude(reader, readers) || hasHandlerMethods(reader, readers);
    }

    /** Its own or inherited, since the bean has both. */
    private static boolean hasHandlerMethods(MetadataReader reader, MetadataReaderFactory readers) throws IOException {
        if (reader.getAnnotationMetadata().hasAnnotatedMethods(RecoveryHandlerFor.class.getName())) {
            return true;
        }
        String above = reader.getClassMetadata().getSuperClassName();
        return above != null
                && !above.startsWith("java.")
                && hasHandlerMethods(readers.getMetadataReader(above), readers);
    }
}
