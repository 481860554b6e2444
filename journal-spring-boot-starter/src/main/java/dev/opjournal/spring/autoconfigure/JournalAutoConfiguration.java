package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.spring.FileJournalOptionsCustomizer;
import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@link Journal} of the application, in the file that {@code journal.path} names. It is open before the application
 * starts and is closed after every bean that it was injected into, and every executor. A {@code Journal} bean of the
 * application takes its place.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JournalProperties.class)
public final class JournalAutoConfiguration {
    // Never lazy: a file that cannot be opened must stop the start, not the first request.
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    Journal operationJournal(
            JournalProperties properties,
            ObjectProvider<Clock> clocks,
            ObjectProvider<JsonMapper> jsonMappers,
            ObjectProvider<FileJournalOptionsCustomizer> customizers) {
        FileJournalOptions defaults = FileJournalOptions.defaults();
        FileJournalOptions options = properties.fileOptions(
                clocks.getIfUnique(defaults::clock), jsonMappers.getIfUnique(defaults::jsonMapper));
        for (FileJournalOptionsCustomizer customizer :
                customizers.orderedStream().toList()) {
            options = Objects.requireNonNull(
                    customizer.customize(options), () -> "No options came from the customizer " + customizer);
        }
        return FileJournal.open(properties.file(), options);
    }

    @Bean
    @Lazy(false)
    static ExecutorsBeforeJournals executorsBeforeJournals(ConfigurableListableBeanFactory beans) {
        return new ExecutorsBeforeJournals(beans);
    }
}
