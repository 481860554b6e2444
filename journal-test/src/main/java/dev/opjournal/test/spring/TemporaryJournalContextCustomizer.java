package dev.opjournal.test.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.FileSystemUtils;

/** Gives a context a directory for its journal. One is like another, so that contexts are shared between tests. */
record TemporaryJournalContextCustomizer() implements ContextCustomizer {
    private static final String NAME = "temporaryJournal";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        Path directory = create();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        NAME,
                        Map.of("journal.path", directory.resolve("test.journal").toString())));
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        if (beans instanceof DefaultSingletonBeanRegistry registry) {
            // Destroyed in the reverse order of registration: this is the first, and so goes behind the journal.
            registry.registerDisposableBean(NAME, () -> FileSystemUtils.deleteRecursively(directory));
        }
    }

    private static Path create() {
        try {
            return Files.createTempDirectory("opjournal-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for a temporary journal can be created", e);
        }
    }
}
