package dev.opjournal.spring.autoconfigure;

import dev.opjournal.JournalListener;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * Tells all {@link JournalListener} beans of whatever becomes of the application's journal, from its first entry on; also if
 * the journal is a bean of the application.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
public final class JournalListenerAutoConfiguration {
    // Static, and without any other bean: it is there before all of them.
    @Bean(JournalListenerBeans.NAME)
    static JournalListenerBeans journalListenerBeans(ConfigurableListableBeanFactory beans) {
        return new JournalListenerBeans(beans);
    }
}
