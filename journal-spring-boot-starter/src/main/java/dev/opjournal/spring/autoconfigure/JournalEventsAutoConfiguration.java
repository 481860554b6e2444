package dev.opjournal.spring.autoconfigure;

import dev.opjournal.Journal;
import dev.opjournal.recovery.Recovery;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** What recovery comes to, as events of the application. */
@AutoConfiguration(after = JournalRecoveryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "journal.enabled", matchIfMissing = true)
@ConditionalOnBean({Journal.class, Recovery.class})
public final class JournalEventsAutoConfiguration {
    // Never lazy, as the next: nobody asks for them.
    @Bean
    @Lazy(false)
    GivenUpEvents journalGivenUpEvents(Journal journal, ConfigurableApplicationContext context) {
        return new GivenUpEvents(journal, context);
    }

    @Bean
    @Lazy(false)
    RecoveryCompletion journalRecoveryCompletion(Recovery recovery, ConfigurableApplicationContext context) {
        return new RecoveryCompletion(recovery, context);
    }
}
