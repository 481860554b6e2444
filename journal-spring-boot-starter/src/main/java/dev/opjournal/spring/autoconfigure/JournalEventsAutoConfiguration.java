package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * What recovery comes to, as events of the context that holds it. Those go up to its parents; a child context that uses the
 * recovery of a parent publishes nothing, or the parent would hear everything twice.
 */
@AutoConfiguration(after = JournalRecoveryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean(value = Recovery.class, search = SearchStrategy.CURRENT)
public final class JournalEventsAutoConfiguration {
    // Never lazy, as the next: nobody asks for them.
    @Bean
    @Lazy(false)
    @ConditionalOnBean(Journal.class)
    GivenUpEvents journalGivenUpEvents(Journal journal, ConfigurableApplicationContext context) {
        return new GivenUpEvents(journal, context);
    }

    @Bean
    @Lazy(false)
    RecoveryCompletion journalRecoveryCompletion(Recovery recovery, ConfigurableApplicationContext context) {
        return new RecoveryCompletion(recovery, context);
    }
}
